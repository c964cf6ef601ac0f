//! What a source asks for and what it can do, so that the interface offers just that.

use serde::{Deserialize, Serialize};

use crate::{json::Node, model::Format};

/// A value that a source has to be given, such as the address of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Param {
    /// Its name in templates: `{params.name}`, or `{name}` for short.
    pub name: String,
    /// What to call it in a form.
    pub title: String,
    /// Whether it is an address, which may then be relative to the page.
    pub is_url: bool,
    /// Used when the source says nothing.
    pub default: Option<String>,
}

impl Param {
    /// The parameters that a connector file describes.
    pub(super) fn all(root: Node<'_>) -> Vec<Self> {
        let text = |node: Node<'_>, key: &str| {
            node.get(key)
                .and_then(Node::as_str)
                .map(std::borrow::Cow::into_owned)
        };
        let params = root
            .get("params")
            .and_then(Node::members)
            .into_iter()
            .flatten();
        params
            .map(|param| {
                let name = param.key().unwrap_or_default().into_owned();
                Self {
                    title: text(param, "title").unwrap_or_else(|| name.clone()),
                    is_url: text(param, "kind").as_deref() == Some("url"),
                    default: text(param, "default"),
                    name,
                }
            })
            .collect()
    }
}

/// What a source can do, so that the interface offers just that.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a capability of its own"
)]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Orders of the post list, by the backend's names, best first; empty: one order only.
    pub post_sorts: Vec<Sort>,
    /// Orders of comments.
    pub comment_sorts: Vec<Sort>,
    /// Full-text search of posts.
    pub search: bool,
    /// Lists by tag.
    pub tags: bool,
    /// The writes that are described.
    pub writes: Vec<Write>,
    /// Those of them that may be sent twice: the backend honours the idempotency key.
    pub idempotent: Vec<Write>,
    /// Whether held comments can be listed, by moderators.
    pub held: bool,
    /// Whether votes against exist.
    pub downvote: bool,
    /// The reactions that posts and comments take.
    pub reactions: Vec<String>,
    /// Whether people without an account may comment, and what they are asked for.
    pub guest: Option<GuestFields>,
    /// How people sign in; `None` when they cannot.
    pub sign_in: Option<SignIn>,
    /// Whether accounts can be made here.
    pub sign_up: bool,
    /// The markup that comments are written in.
    pub write_format: Format,
    /// The longest text taken, in characters.
    pub max_length: Option<u32>,
    /// Whether pages of other sites can read the backend, as it is installed.
    pub cors: Cors,
    /// What its owner has to do so that they can.
    pub recipe: Option<String>,
}

/// Whether pages of other sites can read a backend (CORS), as it is installed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cors {
    /// They can, or nobody has said that they cannot.
    #[default]
    Open,
    /// Once the owner has allowed it.
    OptIn,
    /// They cannot: only pages of the same site, or through a proxy.
    Closed,
}

impl Capabilities {
    /// Whether a write is described.
    pub fn can(&self, write: Write) -> bool {
        self.writes.contains(&write)
    }
}

impl Cors {
    /// What a connector file says of it.
    pub(super) fn of(root: Node<'_>) -> Self {
        match root.get("cors").and_then(Node::as_str).as_deref() {
            Some("opt_in") => Self::OptIn,
            Some("closed") => Self::Closed,
            _ => Self::Open,
        }
    }
}

/// One order a list can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The name in addresses and requests.
    pub name: String,
    /// What the person reads.
    pub title: String,
}

/// A write that a connector may describe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Write {
    /// `comment.create`
    #[serde(rename = "comment.create")]
    CommentCreate,
    /// `comment.edit`
    #[serde(rename = "comment.edit")]
    CommentEdit,
    /// `comment.delete`
    #[serde(rename = "comment.delete")]
    CommentDelete,
    /// `comment.vote`
    #[serde(rename = "comment.vote")]
    CommentVote,
    /// `comment.react`
    #[serde(rename = "comment.react")]
    CommentReact,
    /// `comment.approve`
    #[serde(rename = "comment.approve")]
    CommentApprove,
    /// `comment.remove`
    #[serde(rename = "comment.remove")]
    CommentRemove,
    /// `post.create`
    #[serde(rename = "post.create")]
    PostCreate,
    /// `post.edit`
    #[serde(rename = "post.edit")]
    PostEdit,
    /// `post.delete`
    #[serde(rename = "post.delete")]
    PostDelete,
    /// `post.vote`
    #[serde(rename = "post.vote")]
    PostVote,
    /// `post.react`
    #[serde(rename = "post.react")]
    PostReact,
    /// `image.upload`
    #[serde(rename = "image.upload")]
    ImageUpload,
}

impl Write {
    /// All writes with their names in connector files.
    pub(super) const ALL: [(Self, &'static str); 13] = [
        (Self::CommentCreate, "comment.create"),
        (Self::CommentEdit, "comment.edit"),
        (Self::CommentDelete, "comment.delete"),
        (Self::CommentVote, "comment.vote"),
        (Self::CommentReact, "comment.react"),
        (Self::CommentApprove, "comment.approve"),
        (Self::CommentRemove, "comment.remove"),
        (Self::PostCreate, "post.create"),
        (Self::PostEdit, "post.edit"),
        (Self::PostDelete, "post.delete"),
        (Self::PostVote, "post.vote"),
        (Self::PostReact, "post.react"),
        (Self::ImageUpload, "image.upload"),
    ];

    /// Whether it changes a post, and not a comment.
    pub(super) fn is_of_post(self) -> bool {
        matches!(
            self,
            Self::PostCreate | Self::PostEdit | Self::PostDelete | Self::PostVote | Self::PostReact
        )
    }
}

/// What a guest is asked for: each field absent, optional or required.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GuestFields {
    /// A name to show.
    pub name: Need,
    /// An e-mail address, usually not shown.
    pub email: Need,
    /// A page of the guest's own.
    pub url: Need,
}

/// How much a field is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Not asked for.
    #[default]
    No,
    /// May be left empty.
    Optional,
    /// Has to be filled in.
    Required,
}

/// What a person signs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// How it works.
    pub kind: SignInKind,
    /// What the first field is called: "Name", "E-mail or name".
    pub user_title: Option<String>,
    /// What the secret is called: "Password", "Application password".
    pub secret_title: String,
    /// Where to get the secret, in words.
    pub hint: Option<String>,
}

/// How a source says that something has changed; what has, is read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Live {
    /// It does not: one looks every so many seconds.
    Poll(u32),
    /// Server-sent events of these names; of any name, if there are none.
    Events {
        /// The stream's address.
        url: String,
        /// The names.
        names: Vec<String>,
    },
    /// Messages of a web socket.
    Socket {
        /// Its address.
        url: String,
        /// What is sent first, as JSON.
        greeting: Option<String>,
    },
}

/// The ways to sign in of this version of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInKind {
    /// Name and password are sent once and exchanged for a token.
    Login,
    /// Name and password (often one made for this application) go along with each request.
    Basic,
    /// A token is pasted.
    Token,
    /// On the backend's own site, which the browser then knows by its cookie.
    Site,
    /// On the backend's own site, which sends the person back with a code (OAuth 2).
    OAuth,
}
