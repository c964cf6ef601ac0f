//! Finds web addresses in running text.

/// Splits a text around its first address: what is before it, the address, what is after it.
pub(super) fn split(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find("http")?;
        let candidate = text.get(start..)?;
        let rest = candidate
            .strip_prefix("https://")
            .or_else(|| candidate.strip_prefix("http://"));
        let starts_word = !text
            .get(..start)?
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric());
        if let Some(rest) = rest.filter(|_| starts_word) {
            let scheme = candidate.len() - rest.len();
            let end = scheme + length(rest);
            if rest.starts_with(|first: char| {
                first.is_ascii_alphanumeric() || !first.is_ascii() || first == '['
            }) && end > scheme
            {
                let (address, after) = candidate.split_at_checked(end)?;
                return Some((text.get(..start)?, address, after));
            }
        }
        from = start + 4;
    }
}

/// How much of a text belongs to an address: up to a blank or a character that no address has,
/// without the punctuation that closes a sentence or a bracket around it.
fn length(text: &str) -> usize {
    let breaks = |c: char| c.is_whitespace() || c.is_control() || "<>\"`{}|\\^".contains(c);
    let mut end = text.find(breaks).unwrap_or(text.len());
    while let Some(last) = text
        .get(..end)
        .and_then(|address| address.chars().next_back())
    {
        let address = text.get(..end).unwrap_or("");
        let unbalanced = |open: char, close: char| {
            address.matches(close).count() > address.matches(open).count()
        };
        let trim = match last {
            ')' => unbalanced('(', ')'),
            ']' => unbalanced('[', ']'),
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' | '。' | '，'
            | '、' | '؟' | '،' | '।' | '»' | '”' | '’' | '）' => true,
            _ => false,
        };
        if !trim {
            break;
        }
        end -= last.len_utf8();
    }
    end
}
