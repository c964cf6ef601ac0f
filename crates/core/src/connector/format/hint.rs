//! Hints: what was probably meant.

/// A hint for a word that is not among the known ones.
pub(crate) fn did_you_mean<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    let near = known
        .clone()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 4)
        .min();
    match near {
        Some((_, candidate)) => format!("did you mean `{candidate}`?"),
        None => one_of(known),
    }
}

/// A hint that lists what is possible.
pub(crate) fn one_of<'k>(known: impl Iterator<Item = &'k str>) -> String {
    let mut hint = String::from("possible here: ");
    let mut any = false;
    for word in known {
        if any {
            hint.push_str(", ");
        }
        any = true;
        hint.push_str(word);
    }
    if any {
        hint
    } else {
        "nothing is possible here: leave it out".to_owned()
    }
}

/// How many characters have to change to get from one word to the other (Levenshtein), without
/// regard to case.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().map(|c| c.to_ascii_lowercase()).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    // Long words are never near to a key.
    for (at, a) in a
        .chars()
        .map(|c| c.to_ascii_lowercase())
        .take(64)
        .enumerate()
    {
        let mut diagonal = at;
        let mut left = at + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (b, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let changed = diagonal + usize::from(a != *b);
            diagonal = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}
