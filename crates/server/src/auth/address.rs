//! The address that a request comes from, through proxies or not.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

/// The address a request comes from. A trusted proxy is believed about the one before it;
/// what a client writes into the header itself is not.
pub(super) fn address(parts: &Parts, trusted: &[IpAddr]) -> IpAddr {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::from([0, 0, 0, 0]), |info| {
            info.0.ip().to_canonical()
        });
    if !trusted.contains(&peer) {
        return peer;
    }
    let forwarded: Vec<_> = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|address| address.trim().parse::<IpAddr>().ok())
        .collect();
    forwarded
        .into_iter()
        .rev()
        .find(|address| !trusted.contains(address))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed_about_the_address() {
        let mut parts = axum::http::Request::builder()
            .header("x-forwarded-for", "203.0.113.9, 198.51.100.7")
            .body(())
            .unwrap()
            .into_parts()
            .0;
        let peer: SocketAddr = "192.0.2.1:5000".parse().unwrap();
        parts.extensions.insert(ConnectInfo(peer));
        assert_eq!(address(&parts, &[]), peer.ip());
        assert_eq!(address(&parts, &[peer.ip()]).to_string(), "198.51.100.7");
    }
}
