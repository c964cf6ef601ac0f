//! A source as others can take it: a link, or an entry of `config.json`. Pure.

use std::collections::BTreeMap;

use baraza_core::json;
use serde::{Deserialize, Serialize};

use super::config::SourceConfig;

/// What a link hands over. It holds no account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// The name of the source.
    pub name: String,
    /// The name of a connector that every copy of the app has, or else the text of its file.
    pub connector: String,
    /// Values for its parameters.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

impl Shared {
    /// As the fragment of an address.
    pub fn to_fragment(&self) -> String {
        encode(json::to_string(self).unwrap_or_default().as_bytes())
    }

    /// Reads a fragment. `None`: it is damaged, or not of a link that hands over a source.
    pub fn from_fragment(fragment: &str) -> Option<Self> {
        let text = String::from_utf8(decode(fragment)?).ok()?;
        json::from_str(&text).ok()
    }

    /// Whether the connector is a whole file.
    pub fn is_file(&self) -> bool {
        self.connector.trim_start().starts_with('{')
    }
}

/// A source as it is written in `config.json`.
pub fn config_entry(source: &SourceConfig) -> String {
    let quoted = |text: &str| json::to_string(text).unwrap_or_default();
    let connector = match source.imported() {
        Some(id) => format!("connectors/{id}.json"),
        None => source.connector.clone(),
    };
    let params: Vec<String> = source
        .params
        .iter()
        .map(|(name, value)| format!("{}: {}", quoted(name), quoted(value)))
        .collect();
    format!(
        "{{\n  \"id\": {},\n  \"name\": {},\n  \"connector\": {},\n  \"params\": {{ {} }}\n}}\n",
        quoted(&source.id),
        quoted(&source.name),
        quoted(&connector),
        params.join(", ")
    )
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base64url without padding (RFC 4648).
fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=three.len() {
            let digit = bits.checked_shr(18 - 6 * u32::try_from(place).unwrap_or(0));
            let digit = usize::try_from(digit.unwrap_or(0) & 63).unwrap_or(0);
            out.push(char::from(DIGITS.get(digit).copied().unwrap_or(b'A')));
        }
    }
    out
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let digit = DIGITS.iter().position(|known| *known == byte)?;
        bits = bits << 6 | u32::try_from(digit).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 255).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_reads_back_as_it_was_written() {
        let file = format!("{{\"title\": \"{}\"}}", "ü☃\\\"".repeat(99));
        for (name, connector) in [("A", "wordpress"), ("Бараза ☃", &file), ("", "")] {
            let params = [("site".to_owned(), "https://example.org/?a=b".to_owned())];
            let shared = Shared {
                name: name.to_owned(),
                connector: connector.to_owned(),
                params: params.into(),
            };
            let fragment = shared.to_fragment();
            assert!(
                fragment
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            );
            assert_eq!(Shared::from_fragment(&fragment), Some(shared));
        }
    }

    #[test]
    fn the_digits_are_those_of_rfc_4648() {
        for (text, expected) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(text.as_bytes()), expected);
            assert_eq!(decode(expected).as_deref(), Some(text.as_bytes()));
        }
        assert_eq!(encode(&[255, 239]), "_-8");
    }

    #[test]
    fn what_is_damaged_is_nothing() {
        for fragment in ["", "main", "e30", "%7B", "eyJuYW1lIjoi", "/w", "____"] {
            assert_eq!(Shared::from_fragment(fragment), None, "{fragment}");
        }
    }

    #[test]
    fn an_entry_of_the_config_names_where_the_connector_has_to_be() {
        let source = SourceConfig {
            id: "a".into(),
            name: "A \"b\"".into(),
            connector: "device:a".into(),
            params: [("site".to_owned(), "/".to_owned())].into(),
        };
        assert_eq!(
            config_entry(&source),
            "{\n  \"id\": \"a\",\n  \"name\": \"A \\\"b\\\"\",\n  \"connector\": \"connectors/a.json\",\n  \
             \"params\": { \"site\": \"/\" }\n}\n"
        );
    }
}
