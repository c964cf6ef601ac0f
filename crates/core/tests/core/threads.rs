//! Threads: every comment once, parents first, whatever the backend sent.

use std::time::Instant;

use baraza_core::{
    model::Comment,
    thread::{Thread, merge},
};

use crate::support::{Random, comment};

/// A thread in one line: `id>parent` with depth; `*` orphan, `~` chained.
fn shape(comments: &[Comment]) -> String {
    let thread = Thread::build(comments);
    let rows = thread.rows().iter().map(|row| {
        let orphan = if row.orphan { "*" } else { "" };
        let chained = if row.chained { "~" } else { "" };
        format!("{}{}{orphan}{chained}", row.id, row.depth)
    });
    rows.collect::<Vec<_>>().join(" ")
}

fn list(text: &str) -> Vec<Comment> {
    text.split_whitespace()
        .map(|entry| match entry.split_once('>') {
            Some((id, parent)) => comment(id, Some(parent)),
            None => comment(entry, None),
        })
        .collect()
}

#[test]
fn rows_are_in_preorder_and_siblings_in_the_order_of_the_list() {
    let cases = [
        ("", ""),
        ("a", "a0"),
        ("a b c", "a0 b0 c0"),
        ("a b c>a d>b e>a", "a0 c1 e1 b0 d1"),
        ("a b>a c>b d>c e>b", "a0 b1 c2 d3~ e2"),
        ("a b>a c>b d>c", "a0 b1 c2~ d3~"),
        // A child before its parent finds its place all the same.
        ("c>b b>a a", "a0 b1 c2~"),
        // The parent is not here.
        ("a b>gone c>b", "a0 b0* c1"),
        // Circles are cut at their first comment.
        ("a>a", "a0*"),
        ("a>b b>a c>b", "a0* b1 c2~"),
        ("x a>c b>a c>b", "x0 a0* b1 c2~"),
        // What hangs off a circle stays.
        ("d>b a>b b>a", "a0* b1 d2~"),
        // A duplicate is shown once, in its first place.
        ("a b a>b", "b0 a1"),
        ("a a a", "a0"),
    ];
    for (comments, expected) in cases {
        assert_eq!(shape(&list(comments)), expected, "of `{comments}`");
    }
}

#[test]
fn a_duplicate_has_the_newest_data() {
    let mut comments = list("a b");
    let mut newer = comment("a", None);
    newer.body.text = "newer".to_owned();
    comments.push(newer);
    let thread = Thread::build(&comments);
    assert_eq!(thread.len(), 2);
    assert_eq!(thread.rows()[0].index, 2);
}

#[test]
fn counts_and_ranges_agree() {
    let comments = list("a b>a c>b d>a e f>e");
    let thread = Thread::build(&comments);
    let row = |id: &str| thread.row_of(&id.into()).expect("a row");
    let counts = |id: &str| {
        (
            thread.rows()[row(id)].replies,
            thread.rows()[row(id)].descendants,
        )
    };
    assert_eq!(counts("a"), (2, 3));
    assert_eq!(counts("b"), (1, 1));
    assert_eq!(counts("c"), (0, 0));
    assert_eq!(thread.subtree(row("a")), 0..4);
    assert_eq!(thread.subtree(row("f")), 5..6);
    assert_eq!(thread.subtree(99), 99..99);
    let above: Vec<_> = thread.ancestors(row("c")).collect();
    assert_eq!(above, [row("b"), row("a")]);
    assert_eq!(thread.row_of(&"gone".into()), None);
}

#[test]
fn the_first_answer_indents_and_chains_of_only_children_do_not() {
    let comments = list("a b>a c>b d>c e>d f>d");
    let thread = Thread::build(&comments);
    let indents: Vec<_> = thread
        .rows()
        .iter()
        .map(|row| (row.indent, row.chained))
        .collect();
    let expected = [
        (0, false),
        (1, false),
        (1, true),
        (1, true),
        (2, false),
        (2, false),
    ];
    assert_eq!(indents, expected);
}

#[test]
fn merging_replaces_in_place_and_appends() {
    let mut comments = list("a b");
    let mut edited = comment("a", None);
    edited.body.text = "edited".to_owned();
    merge(
        &mut comments,
        vec![edited, comment("c", Some("a")), comment("c", Some("b"))],
    );
    assert_eq!(comments.len(), 3);
    assert_eq!(comments[0].body.text, "edited");
    assert_eq!(shape(&comments), "a0 b0 c1");
}

#[test]
fn a_chain_of_fifty_thousand_and_a_hundred_thousand_comments_are_flattened_in_no_time() {
    let chain: Vec<Comment> = (0..50_000)
        .map(|at: u32| {
            let parent = at.checked_sub(1).map(|parent| parent.to_string());
            comment(&at.to_string(), parent.as_deref())
        })
        .collect();
    let thread = Thread::build(&chain);
    let last = thread.rows().last().expect("rows");
    assert_eq!((last.depth, last.indent), (49_999, 1));
    assert_eq!(thread.rows()[0].descendants, 49_999);

    let mut random = Random(7);
    let wide: Vec<Comment> = (0..100_000)
        .map(|at: usize| {
            let parent = (at > 0 && !at.is_multiple_of(9)).then(|| random.below(at).to_string());
            comment(&at.to_string(), parent.as_deref())
        })
        .collect();
    let start = Instant::now();
    let thread = Thread::build(&wide);
    let took = start.elapsed();
    assert_eq!(thread.len(), 100_000);
    // Far above what it takes (about 0.1 s unoptimised), far below what anything quadratic takes.
    assert!(took.as_secs() < 5, "took {took:?}");
}

#[test]
fn whatever_the_parents_every_comment_is_shown_once_under_its_parent() {
    for seed in 1..300 {
        let mut random = Random(seed);
        let count = 1 + random.below(40);
        let comments: Vec<Comment> = (0..count)
            .map(|_| {
                let id = random.below(count).to_string();
                let parent = random.below(count + 5).to_string();
                comment(&id, (random.below(3) > 0).then_some(parent.as_str()))
            })
            .collect();
        let thread = Thread::build(&comments);
        let mut ids: Vec<_> = thread.rows().iter().map(|row| row.id.as_str()).collect();
        ids.sort_unstable();
        let mut expected: Vec<_> = comments.iter().map(|comment| comment.id.as_str()).collect();
        expected.sort_unstable();
        expected.dedup();
        assert_eq!(ids, expected, "seed {seed}");
        for (at, row) in thread.rows().iter().enumerate() {
            let depth = row
                .parent
                .map_or(0, |parent| thread.rows()[parent].depth + 1);
            assert_eq!(row.depth, depth, "seed {seed}");
            if let Some(parent) = row.parent {
                assert!(thread.subtree(parent).contains(&at), "seed {seed}");
                assert_eq!(
                    Some(&thread.rows()[parent].id),
                    comments[row.index].parent.as_ref()
                );
            }
        }
    }
}
