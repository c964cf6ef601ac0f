//! The command line: what a site owner can set.

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Parser, ValueEnum};

/// The backend in the box: a discussion API over SQLite that serves the client too.
#[derive(Debug, Clone, Parser)]
#[command(name = "baraza-server", version)]
pub struct Config {
    /// Port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Directory of the database; made when missing
    #[arg(long, default_value = "data", value_name = "DIR")]
    pub data: PathBuf,
    /// Directory of the built client
    #[arg(long, default_value = "dist", value_name = "DIR")]
    pub dist: PathBuf,
    /// File to serve as /config.json in place of the client's own
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Origin whose pages may use the API (repeat for more), or * for all
    #[arg(long, value_name = "ORIGIN")]
    pub cors: Vec<String>,
    /// File of the sites that people may sign in with (OpenID Connect, OAuth 2)
    #[arg(long, value_name = "FILE")]
    pub providers: Option<PathBuf>,
    /// Origin of this site as people open it; without it, where the server listens
    #[arg(long, value_name = "ORIGIN")]
    pub origin: Option<String>,
    /// Address of a client elsewhere that people come back to when they have signed in (repeat
    /// for more)
    #[arg(long, value_name = "ADDRESS")]
    pub redirect_uri: Vec<String>,
    /// Leave a new database empty
    #[arg(long)]
    pub no_sample: bool,
    /// Whether guests may comment; their comments wait for a moderator
    #[arg(long, value_enum, default_value = "on")]
    pub guests: Switch,
    /// Name of an account that moderates (repeat for more)
    #[arg(long, value_name = "NAME")]
    pub moderator: Vec<String>,
    /// Writes allowed per account or address; a sixth of it for sign-ins
    #[arg(long, default_value = "60/min", value_name = "N/min|off")]
    pub rate_limit: RateLimit,
    /// Largest image that is taken, in KB; 0 takes none
    #[arg(long, default_value_t = 2048, value_name = "KB")]
    pub image_limit: usize,
    /// Address of a proxy whose X-Forwarded-For is believed (repeat for more)
    #[arg(long, value_name = "ADDRESS")]
    pub trusted_proxy: Vec<IpAddr>,
}

/// Something that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// Allowed.
    On,
    /// Not allowed.
    Off,
}

/// How much one account or address may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimit {
    /// No limit.
    Off,
    /// So many in a minute, and as many in one burst.
    PerMinute(u32),
}

/// The text is not a rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a number of one or more such as `60/min`, or `off`")]
pub struct NotARateLimit;

impl FromStr for RateLimit {
    type Err = NotARateLimit;

    fn from_str(text: &str) -> Result<Self, NotARateLimit> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let number = text.strip_suffix("/min").unwrap_or(text);
        match number.parse() {
            Ok(per_minute) if per_minute > 0 => Ok(Self::PerMinute(per_minute)),
            _ => Err(NotARateLimit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_documentation() {
        let config = Config::parse_from(["baraza-server"]);
        assert_eq!(
            (config.port, config.host.to_string()),
            (8080, "127.0.0.1".to_owned())
        );
        assert_eq!(config.guests, Switch::On);
        assert_eq!(config.rate_limit, RateLimit::PerMinute(60));
        assert!(config.cors.is_empty() && !config.no_sample);
        assert_eq!(config.image_limit, 2048);
    }

    #[test]
    fn a_rate_limit_is_a_number_per_minute_or_off() {
        assert_eq!("30/min".parse(), Ok(RateLimit::PerMinute(30)));
        assert_eq!("30".parse(), Ok(RateLimit::PerMinute(30)));
        assert_eq!("off".parse(), Ok(RateLimit::Off));
        for text in ["", "0/min", "-1", "30/h", "many"] {
            assert_eq!(text.parse::<RateLimit>(), Err(NotARateLimit), "{text:?}");
        }
    }
}
