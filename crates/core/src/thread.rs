//! A discussion as rows: every comment once, parents before children, ready to be shown.
//!
//! [`Thread::build`] flattens a list of comments in one pass, without recursion, whatever the
//! backend sent: a comment whose parent is missing hangs at the root and is marked, a cycle is cut
//! at its first comment, an identifier that comes twice keeps its first place and its last data.
//! The order of siblings is the order of the list.

use std::{collections::HashMap, iter, ops::Range};

use crate::model::{Comment, CommentId};

/// Marks the absence of a link in the index lists.
const NONE: usize = usize::MAX;

/// One comment in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The comment's identifier.
    pub id: CommentId,
    /// Its place in the list that the thread was built from.
    pub index: usize,
    /// The row of the comment it answers.
    pub parent: Option<usize>,
    /// How many comments stand above it.
    pub depth: u32,
    /// How far to indent: like `depth`, but a chain of only children does not grow.
    pub indent: u32,
    /// How many direct answers it has.
    pub replies: u32,
    /// How many comments stand below it, at any depth. They follow this row without a gap.
    pub descendants: u32,
    /// The comment it answers is not here (or answers it in a circle).
    pub orphan: bool,
    /// It is the only answer to an answer and therefore not indented; say whom it answers.
    pub chained: bool,
}

/// The rows of a discussion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    rows: Vec<Row>,
    places: HashMap<String, usize>,
}

impl Thread {
    /// Flattens comments into rows.
    pub fn build(comments: &[Comment]) -> Self {
        let mut places = first_places(comments);
        let rows = Links::of(comments, &places).preorder(comments);
        for (at, row) in rows.iter().enumerate() {
            if let Some(place) = places.get_mut(row.id.as_str()) {
                *place = at;
            }
        }
        Self { rows, places }
    }

    /// The rows, parents before children.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many comments there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Where a comment stands.
    pub fn row_of(&self, id: &CommentId) -> Option<usize> {
        self.places.get(id.as_str()).copied()
    }

    /// A row and everything below it.
    pub fn subtree(&self, row: usize) -> Range<usize> {
        match self.rows.get(row) {
            Some(found) => row..row + 1 + usize::try_from(found.descendants).unwrap_or(0),
            None => row..row,
        }
    }

    /// The rows above a row, nearest first.
    pub fn ancestors(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = |at: usize| self.rows.get(at).and_then(|found| found.parent);
        iter::successors(parent(row), move |&at| parent(at))
    }
}

/// Puts newer comments into a list: those with a known identifier replace the older data in its
/// place, the others are appended. Build the thread again afterwards.
pub fn merge(comments: &mut Vec<Comment>, newer: Vec<Comment>) {
    let mut places = first_places(comments);
    for comment in newer {
        let known = places.get(comment.id.as_str()).copied();
        if let Some(place) = known.and_then(|at| comments.get_mut(at)) {
            *place = comment;
        } else {
            places.insert(comment.id.as_str().to_owned(), comments.len());
            comments.push(comment);
        }
    }
}

/// Where each identifier comes first.
fn first_places(comments: &[Comment]) -> HashMap<String, usize> {
    let mut places = HashMap::with_capacity(comments.len());
    for (at, comment) in comments.iter().enumerate() {
        places.entry(comment.id.as_str().to_owned()).or_insert(at);
    }
    places
}

/// Who hangs under whom, by position in the list of comments.
struct Links {
    parent: Vec<usize>,
    first_child: Vec<usize>,
    next_sibling: Vec<usize>,
    roots: Vec<usize>,
    orphan: Vec<bool>,
    /// Where the data of a comment is: its last occurrence. `NONE` for the later occurrences.
    data: Vec<usize>,
}

impl Links {
    fn of(comments: &[Comment], places: &HashMap<String, usize>) -> Self {
        let count = comments.len();
        let first = |id: &CommentId| places.get(id.as_str()).copied();
        let mut data = vec![NONE; count];
        for (at, comment) in comments.iter().enumerate() {
            set(&mut data, first(&comment.id).unwrap_or(at), at);
        }
        let mut links = Self {
            parent: vec![NONE; count],
            first_child: vec![NONE; count],
            next_sibling: vec![NONE; count],
            roots: Vec::new(),
            orphan: vec![false; count],
            data,
        };
        for at in 0..count {
            let Some(comment) = comments.get(get(&links.data, at)) else {
                continue;
            };
            if let Some(wanted) = &comment.parent {
                match first(wanted) {
                    Some(parent) => set(&mut links.parent, at, parent),
                    None => links.mark_orphan(at),
                }
            }
        }
        links.cut_cycles(count);
        links.link_children(count);
        links
    }

    fn mark_orphan(&mut self, at: usize) {
        if let Some(flag) = self.orphan.get_mut(at) {
            *flag = true;
        }
    }

    /// Walks up from every comment once; a walk that meets itself has found a cycle.
    fn cut_cycles(&mut self, count: usize) {
        const UNSEEN: usize = 0;
        let mut walk_of = vec![UNSEEN; count];
        for start in 0..count {
            let walk = start + 1;
            let mut at = start;
            while at != NONE && get(&walk_of, at) == UNSEEN {
                set(&mut walk_of, at, walk);
                at = get(&self.parent, at);
            }
            if at != NONE && get(&walk_of, at) == walk {
                // The walk began at the first comment of the list that leads here, but the one to
                // cut at is the first of the cycle itself.
                let mut cut = at;
                let mut next = get(&self.parent, at);
                while next != at && next != NONE {
                    cut = cut.min(next);
                    next = get(&self.parent, next);
                }
                set(&mut self.parent, cut, NONE);
                self.mark_orphan(cut);
            }
        }
    }

    /// Links children in reverse, so that each list ends up in the order of the comments.
    fn link_children(&mut self, count: usize) {
        for at in (0..count).rev() {
            if get(&self.data, at) == NONE {
                continue;
            }
            let parent = get(&self.parent, at);
            if parent == NONE {
                self.roots.push(at);
            } else {
                let next = get(&self.first_child, parent);
                set(&mut self.next_sibling, at, next);
                set(&mut self.first_child, parent, at);
            }
        }
    }

    fn preorder(mut self, comments: &[Comment]) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::with_capacity(comments.len());
        // What is still to be shown: a comment and the row of its parent. `roots` is reversed.
        let mut pending: Vec<(usize, usize)> = self.roots.drain(..).map(|at| (at, NONE)).collect();
        while let Some((at, parent_row)) = pending.pop() {
            let sibling = get(&self.next_sibling, at);
            if parent_row != NONE && sibling != NONE {
                pending.push((sibling, parent_row));
            }
            let child = get(&self.first_child, at);
            if child != NONE {
                pending.push((child, rows.len()));
            }
            let index = get(&self.data, at);
            let Some(comment) = comments.get(index) else {
                continue;
            };
            let above = rows.get_mut(parent_row);
            let depth = above.as_ref().map_or(0, |row| row.depth + 1);
            if let Some(row) = above {
                row.replies += 1;
            }
            rows.push(Row {
                id: comment.id.clone(),
                index,
                parent: (parent_row != NONE).then_some(parent_row),
                depth,
                indent: 0,
                replies: 0,
                descendants: 0,
                orphan: self.orphan.get(at).copied().unwrap_or(false),
                chained: false,
            });
        }
        sum_up(&mut rows);
        rows
    }
}

/// Fills what needs the whole list: indents from the top, counts from the bottom.
fn sum_up(rows: &mut [Row]) {
    for at in 0..rows.len() {
        let Some(above) = rows
            .get(at)
            .and_then(|row| row.parent)
            .and_then(|up| rows.get(up))
        else {
            continue;
        };
        let chained = above.replies == 1 && above.parent.is_some();
        let indent = above.indent + u32::from(!chained);
        if let Some(row) = rows.get_mut(at) {
            row.chained = chained;
            row.indent = indent;
        }
    }
    for at in (0..rows.len()).rev() {
        let Some(row) = rows.get(at) else { continue };
        let (parent, below) = (row.parent, row.descendants + 1);
        if let Some(above) = parent.and_then(|up| rows.get_mut(up)) {
            above.descendants += below;
        }
    }
}

fn get(list: &[usize], at: usize) -> usize {
    list.get(at).copied().unwrap_or(NONE)
}

fn set(list: &mut [usize], at: usize, value: usize) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}
