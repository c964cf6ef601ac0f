//! Several lists of posts as one, newest first. Pure.
//!
//! Lists come in pages. Below the oldest post of a list that goes on, its next page may still have
//! something, so nothing older is shown before that page is here: what shows once keeps its place
//! when more is read.

use baraza_core::model::Post;

/// One of the lists, as far as it is read.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Its posts, in the order of its backend.
    pub posts: &'a [Post],
    /// Whether it goes on. Of a list that cannot be read on, nobody waits for more.
    pub goes_on: bool,
}

/// One list made of several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Which post of which part, newest first; those without a time are last.
    pub shown: Vec<(usize, usize)>,
    /// The parts to read on before more can be shown.
    pub next: Vec<usize>,
}

/// Merges lists. Posts of the same moment stay in the order of the parts, and in that of their list.
pub fn merge(parts: &[Part<'_>]) -> Merged {
    let end = |part: &Part<'_>| {
        let oldest = part.posts.iter().rev().find_map(|post| post.created);
        oldest.filter(|_| part.goes_on)
    };
    let horizon = parts.iter().filter_map(end).max();
    let mut timed = Vec::new();
    let mut untimed = Vec::new();
    for (which, part) in parts.iter().enumerate() {
        for (at, post) in part.posts.iter().enumerate() {
            match post.created {
                Some(created) if horizon.is_none_or(|horizon| created >= horizon) => {
                    timed.push((created, (which, at)));
                }
                Some(_) => {}
                None => untimed.push((which, at)),
            }
        }
    }
    timed.sort_by_key(|(created, _)| std::cmp::Reverse(*created));
    let is_next = |part: &Part<'_>| part.goes_on && (horizon.is_none() || end(part) == horizon);
    Merged {
        shown: timed
            .into_iter()
            .map(|(_, post)| post)
            .chain(untimed)
            .collect(),
        next: (0..parts.len())
            .filter(|which| parts.get(*which).is_some_and(is_next))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use baraza_core::model::Timestamp;

    use super::*;

    fn posts(list: &str) -> Vec<Post> {
        let post = |(at, time): (usize, &str)| Post {
            id: at.to_string().into(),
            created: time.parse().ok().map(Timestamp),
            ..Post::default()
        };
        list.split_whitespace().enumerate().map(post).collect()
    }

    /// Lists as times, `-` for none, `…` at the end when there is more; what is shown by its time
    /// and part, and what is read next.
    fn merged(lists: &[&str]) -> (Vec<String>, Vec<usize>) {
        let lists: Vec<_> = lists
            .iter()
            .map(|list| (posts(list.trim_end_matches('…')), list.ends_with('…')))
            .collect();
        let parts: Vec<_> = lists
            .iter()
            .map(|(posts, goes_on)| Part {
                posts,
                goes_on: *goes_on,
            })
            .collect();
        let Merged { shown, next } = merge(&parts);
        let name = |(which, at): (usize, usize)| match lists[which].0[at].created {
            Some(Timestamp(time)) => format!("{time}{}", ["a", "b", "c"][which]),
            None => format!("-{}{}", ["a", "b", "c"][which], at),
        };
        (shown.into_iter().map(name).collect(), next)
    }

    #[test]
    fn the_newest_is_first_whatever_list_it_is_of() {
        assert_eq!(
            merged(&["9 5 1", "8 2", "7"]).0,
            ["9a", "8b", "7c", "5a", "2b", "1a"]
        );
        assert_eq!(merged(&[]), (vec![], vec![]));
        assert_eq!(merged(&["", "3"]).0, ["3b"]);
    }

    #[test]
    fn the_same_moment_keeps_the_order_of_the_parts_and_of_the_list() {
        assert_eq!(merged(&["5 5", "5", "5"]).0, ["5a", "5a", "5b", "5c"]);
        let shown = merge(&[
            Part {
                posts: &posts("5 5"),
                goes_on: false,
            },
            Part {
                posts: &posts("5"),
                goes_on: false,
            },
        ])
        .shown;
        assert_eq!(shown, [(0, 0), (0, 1), (1, 0)]);
    }

    #[test]
    fn nothing_older_shows_than_the_next_page_of_a_list_may_hold() {
        // The first list may have a 4 on its next page, which has to come before the 3 of the second.
        assert_eq!(
            merged(&["9 5…", "8 3 1"]),
            (["9a", "8b", "5a"].map(String::from).to_vec(), vec![0])
        );
        assert_eq!(
            merged(&["9 5 4…", "8 3 1…"]),
            (["9a", "8b", "5a", "4a"].map(String::from).to_vec(), vec![0])
        );
        assert_eq!(merged(&["9 5…", "8 5…"]).1, [0, 1]);
    }

    #[test]
    fn what_has_shown_stays_where_it_is_when_more_is_read() {
        let pages = [
            ["9 5…", "8 3…"],
            ["9 5 4 2…", "8 3…"],
            ["9 5 4 2…", "8 3 2 1"],
            ["9 5 4 2 0", "8 3 2 1"],
        ];
        let mut before: Vec<String> = Vec::new();
        for lists in pages {
            let (shown, _) = merged(&lists);
            assert_eq!(shown.get(..before.len()), Some(&before[..]), "{lists:?}");
            before = shown;
        }
        assert_eq!(
            before,
            ["9a", "8b", "5a", "4a", "3b", "2a", "2b", "1b", "0a"]
        );
    }

    #[test]
    fn an_old_post_at_the_top_of_a_list_holds_nothing_back() {
        // Pinned posts are old and first: where a list has come to says its end.
        assert_eq!(
            merged(&["1 9 7…", "8 2"]),
            (["9a", "8b", "7a"].map(String::from).to_vec(), vec![0])
        );
    }

    #[test]
    fn posts_without_a_time_come_last() {
        assert_eq!(
            merged(&["- 5 -", "- 7"]).0,
            ["7b", "5a", "-a0", "-a2", "-b0"]
        );
        assert_eq!(
            merged(&["- -…", "7"]),
            (["7b", "-a0", "-a1"].map(String::from).to_vec(), vec![0])
        );
    }
}
