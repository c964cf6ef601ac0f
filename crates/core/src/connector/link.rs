//! The `Link` header field (RFC 8288), as far as paging needs it.

/// The target of the first link whose relation is `wanted`, as it is written.
pub(crate) fn target<'a>(header: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = header;
    loop {
        let (_, after) = rest.split_once('<')?;
        let (address, parameters) = after.split_once('>')?;
        let end = end_of_link(parameters);
        let (parameters, next) = parameters.split_at_checked(end)?;
        if has_relation(parameters, wanted) {
            return Some(address.trim());
        }
        rest = next;
    }
}

/// Where a link's parameters end: at a comma outside of quotation marks.
fn end_of_link(parameters: &str) -> usize {
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in parameters.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => return at,
            _ => {}
        }
    }
    parameters.len()
}

/// Whether one of the parameters is `rel` with the relation among its values.
fn has_relation(parameters: &str, wanted: &str) -> bool {
    parameters.split(';').any(|parameter| {
        let Some((name, value)) = parameter.split_once('=') else {
            return false;
        };
        name.trim().eq_ignore_ascii_case("rel")
            && value
                .trim()
                .trim_matches('"')
                .split_ascii_whitespace()
                .any(|relation| relation.eq_ignore_ascii_case(wanted))
    })
}
