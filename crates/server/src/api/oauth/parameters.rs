//! The parameters of a query or a form, each at most once (RFC 6749, 3.1).

use std::collections::BTreeMap;

/// The largest query or form that is read, in bytes.
pub(super) const LIMIT: usize = 8 * 1024;

/// Parameters by name. An empty one counts as absent.
#[derive(Debug)]
pub(super) struct Parameters(BTreeMap<String, String>);

/// The text is too long, or names something twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a parameter is there twice, or all of them are too long")]
pub(super) struct NotParameters;

impl Parameters {
    /// Reads what stands after the question mark, or in the body of a form.
    pub(super) fn read(text: &[u8]) -> Result<Self, NotParameters> {
        if text.len() > LIMIT {
            return Err(NotParameters);
        }
        let mut parameters = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(text) {
            let earlier = parameters.insert(name.into_owned(), value.into_owned());
            if earlier.is_some() {
                return Err(NotParameters);
            }
        }
        Ok(Self(parameters))
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?;
        (!value.is_empty()).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_there_once_or_not_at_all() {
        let parameters = Parameters::read(b"a=1&b=&c=%26+x").unwrap();
        assert_eq!(parameters.get("a"), Some("1"));
        assert_eq!(parameters.get("b"), None);
        assert_eq!(parameters.get("c"), Some("& x"));
        assert!(Parameters::read(b"a=1&a=1").is_err());
        assert!(Parameters::read(&[b'a'; LIMIT + 1]).is_err());
    }
}
