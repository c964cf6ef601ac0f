//! Who speaks, as a small round picture: initials on a colour that belongs to the name.

use baraza_core::model::Author;
use leptos::prelude::*;

/// Initials of a name in any script, drawn locally: no request, nothing to leak.
#[component]
pub fn Avatar(
    /// Whose.
    author: Option<Author>,
) -> impl IntoView {
    let name = author.as_ref().map(display_name).unwrap_or_default();
    let hue = hue(&name).to_string();
    html! {
        <span class="avatar" aria-hidden="true" style:--h=hue>
            {initials(&name)}
        </span>
    }
}

/// The name to show for an author.
pub fn display_name(author: &Author) -> String {
    author
        .name
        .clone()
        .or_else(|| author.handle.clone())
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "Anonymous".to_owned())
}

/// The first letters of the first and the last word; the style sheet makes capitals of them.
pub(super) fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    // Tables of what is a letter in all of Unicode would be two kilobytes of every first load.
    let first = |word: &&str| {
        word.chars()
            .find(|c| !c.is_ascii() || c.is_ascii_alphanumeric())
    };
    let letters = match words.as_slice() {
        [] => vec![],
        [one] => vec![first(one)],
        [start, .., end] => vec![first(start), first(end)],
    };
    letters.into_iter().flatten().collect()
}

/// A hue in degrees that is the same each time for a name.
pub(super) fn hue(name: &str) -> u32 {
    name.bytes().fold(7_u32, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(u32::from(byte))
    }) % 360
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_taken_in_any_script() {
        for (name, expected) in [
            ("Amina Noor", "AN"),
            ("joseph", "j"),
            ("Ana Maria de Souza", "AS"),
            ("سارة حداد", "سح"),
            ("प्रिया कुलकर्णी", "पक"),
            ("  ", ""),
            ("(zoë)", "z"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
