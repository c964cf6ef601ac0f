//! Which place of an item is its title, its body, its author: by name and by what stands there.

mod evidence;

use self::evidence::{author_part, home, score};
use super::{
    Field, Place,
    leaves::Leaf,
    words::{Lexicon, plain},
};

/// A field of a post or comment that can be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The identifier.
    Id,
    /// The title.
    Title,
    /// The text.
    Body,
    /// When it was written.
    Created,
    /// When it was changed.
    Edited,
    /// Who wrote it.
    AuthorName,
    /// Their picture.
    AuthorAvatar,
    /// A page about them.
    AuthorUrl,
    /// Votes or likes.
    Score,
    /// How many comments there are.
    CommentCount,
    /// Topics.
    Tags,
    /// The page of the item.
    Permalink,
    /// The comment that it answers.
    Parent,
    /// How deep in the discussion it stands.
    Depth,
    /// The identifiers of all above it.
    Path,
}

impl Role {
    /// All roles with their names in the lexicon and, but for the last three, in connectors.
    pub const ALL: [(Self, &'static str); 15] = [
        (Self::Id, "id"),
        (Self::Title, "title"),
        (Self::Body, "body"),
        (Self::Created, "created"),
        (Self::Edited, "edited"),
        (Self::AuthorName, "author.name"),
        (Self::AuthorAvatar, "author.avatar"),
        (Self::AuthorUrl, "author.url"),
        (Self::Score, "score"),
        (Self::CommentCount, "comment_count"),
        (Self::Tags, "tags"),
        (Self::Permalink, "permalink"),
        (Self::Parent, "parent"),
        (Self::Depth, "depth"),
        (Self::Path, "path"),
    ];

    /// The role's name.
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(role, _)| *role == self);
        found.map_or("", |(_, name)| name)
    }

    /// The role of a name.
    pub fn by_name(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == name);
        found.map(|(role, _)| *role)
    }

    /// Below this a guess is none: a wrong title is worse than no title.
    fn least(self) -> f64 {
        match self {
            Self::Title => 0.42,
            Self::Parent | Self::Path | Self::Depth => 0.5,
            _ => 0.34,
        }
    }

    fn is_of_author(self) -> bool {
        matches!(
            self,
            Self::AuthorName | Self::AuthorAvatar | Self::AuthorUrl
        )
    }
}

/// What an item is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Post,
    Comment,
}

impl Kind {
    fn has(self, role: Role) -> bool {
        match self {
            Self::Post => !matches!(role, Role::Parent | Role::Depth | Role::Path),
            Self::Comment => !matches!(role, Role::Title | Role::Tags | Role::CommentCount),
        }
    }
}

/// Places that were guessed, each for at most one role.
#[derive(Debug, Default)]
pub(super) struct Assigned {
    pub(super) fields: Vec<Field>,
    pub(super) places: Vec<Place>,
}

impl Assigned {
    /// How well the fields of an item of this kind were found.
    pub(super) fn quality(&self, kind: Kind) -> f64 {
        let weight = |role: Role| match (role, kind) {
            (Role::Title, _) => 1.2,
            (Role::Body, Kind::Comment) => 1.6,
            (Role::Body, Kind::Post) => 1.0,
            (Role::Id | Role::Created | Role::AuthorName, _) => 0.8,
            (Role::Parent, _) => 0.6,
            _ => 0.25,
        };
        let fields = self.fields.iter();
        fields
            .map(|field| weight(field.role) * field.confidence.min(1.0))
            .sum()
    }
}

/// Decides which place is which.
pub(super) fn assign(leaves: &[Leaf], kind: Kind, lexicon: &Lexicon) -> Assigned {
    let ids: Vec<&str> = leaves
        .iter()
        .filter(|leaf| lexicon.weight(Role::Id, leaf.name()) >= 0.9 && leaf.path.len() <= 2)
        .flat_map(|leaf| leaf.values.iter().map(String::as_str))
        .collect();
    let single = leaves.iter().filter(|leaf| !leaf.is_list);
    let items = single.map(|leaf| leaf.count).max().unwrap_or(0);
    let has_author = leaves
        .iter()
        .any(|leaf| author_part(leaf, lexicon).is_some());
    let own: Vec<&Leaf> = leaves
        .iter()
        .filter(|leaf| kind == Kind::Post || !leaf.path.iter().any(|key| is_of_post(key)))
        .collect();
    let home = home(&own, lexicon);
    let mut scored: Vec<(f64, Role, usize)> = Vec::new();
    for (role, _) in Role::ALL.into_iter().filter(|(role, _)| kind.has(*role)) {
        for (at, leaf) in leaves.iter().enumerate() {
            let mut score = score(role, leaf, lexicon, &ids, home.as_deref());
            // A bare `name` is whose it is, where nothing else says that.
            let is_bare = leaf.path.len() == 1
                && matches!(
                    plain(leaf.name()).as_str(),
                    "name" | "nombre" | "nom" | "nome"
                );
            if is_bare && !has_author && leaf.length() < 40.0 {
                match role {
                    Role::AuthorName => score = score.max(0.6),
                    Role::Title => score *= 0.6,
                    _ => {}
                }
            }
            if role == Role::Id {
                // Every item has one, and the plainest name is the item's own.
                let is_missing = !leaf.is_list && leaf.count < items;
                score -= if is_missing { 0.4 } else { 0.0 };
                score -= 0.06 * super::leaves::ratio(leaf.path.len().saturating_sub(1), 1);
                score -= 0.02 * super::leaves::ratio(super::words::tokens(leaf.name()).len(), 1);
            }
            if kind == Kind::Comment && leaf.path.iter().rev().skip(1).any(|key| is_of_post(key)) {
                score *= 0.4;
            }
            if score > 0.0 {
                scored.push((score, role, at));
            }
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut assigned = Assigned::default();
    let mut taken: Vec<usize> = Vec::new();
    for (score, role, at) in &scored {
        let is_known = assigned.fields.iter().any(|field| field.role == *role);
        if *score < role.least() || is_known || taken.contains(at) {
            continue;
        }
        let Some(leaf) = leaves.get(*at) else {
            continue;
        };
        taken.push(*at);
        let others = scored
            .iter()
            .filter(|(_, other, place)| other == role && place != at)
            .filter_map(|(score, _, place)| Some((leaves.get(*place)?.selector(), *score)));
        assigned.fields.push(Field {
            role: *role,
            selector: leaf.selector(),
            confidence: score.min(1.0),
            others: others.take(4).collect(),
            sample: leaf.sample.clone(),
        });
    }
    assigned.fields.sort_by_key(|field| field.role);
    assigned.places = leaves
        .iter()
        .filter(|leaf| leaf.count > 0)
        .map(|leaf| Place {
            selector: leaf.selector(),
            sample: leaf.sample.clone(),
        })
        .collect();
    assigned
}

/// Whether a key within a comment leads to the post.
fn is_of_post(key: &str) -> bool {
    [
        "post",
        "topic",
        "story",
        "article",
        "thread",
        "discussion",
        "issue",
        "question",
    ]
    .contains(&plain(key).as_str())
}
