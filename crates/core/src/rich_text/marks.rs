//! Tells texts that need the Markdown parser from those that do not.
//!
//! Most comments are a few plain sentences; the parser is a module of its own that is fetched only
//! when it is needed. The test here may say "needed" too often, never too seldom.

/// Whether a Markdown text has anything in it that only the parser can read. When not,
/// [`text::prose`](super::text::prose) gives the same tree.
pub fn needs_markdown(text: &str) -> bool {
    if text.len() > 64 * 1024 {
        return true;
    }
    let marks = |byte: u8| b"*_`~[]<#|\\&=\0".contains(&byte);
    text.bytes().any(marks) || text.split(['\n', '\r']).any(line_needs_markdown)
}

/// Whether a line begins or ends as a list, quote, rule or code block would.
fn line_needs_markdown(line: &str) -> bool {
    let indented = line.starts_with("    ") || line.contains('\t');
    let trimmed = line.trim_start_matches(' ');
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let after_digits = trimmed.as_bytes().get(digits);
    let numbered = digits > 0 && matches!(after_digits, Some(b'.' | b')'));
    indented || numbered || trimmed.starts_with(['>', '-', '+', ':']) || line.ends_with("  ")
}

/// A Markdown text without its commonest marks, for excerpts. Not a parser: what it misses shows.
pub fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            continue;
        }
        let line = line.trim_start_matches(['>', '#', ' ']);
        let line = line
            .strip_prefix("- ")
            .or_else(|| line.strip_prefix("* "))
            .unwrap_or(line);
        push_inline(&mut out, line);
        out.push('\n');
    }
    out
}

/// Leaves out emphasis and code marks and the addresses of links.
fn push_inline(out: &mut String, line: &str) {
    let mut rest = line;
    while let Some(at) = rest.find(['*', '`', '[', '!', '\\', ']']) {
        let (before, marked) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let mut characters = marked.chars();
        let mark = characters.next();
        rest = characters.as_str();
        match mark {
            Some('!') if !rest.starts_with('[') => out.push('!'),
            Some(']') => {
                if let Some(end) = rest.strip_prefix('(').and_then(|inner| inner.find(')')) {
                    rest = rest.get(end + 2..).unwrap_or("");
                }
            }
            Some('\\') => {
                let mut escaped = rest.chars();
                out.extend(escaped.next());
                rest = escaped.as_str();
            }
            _ => {}
        }
    }
    out.push_str(rest);
}
