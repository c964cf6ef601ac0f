//! Images that a backend takes.

use super::{Compiler, list::whole, roots};
use crate::{
    connector::{
        template::Fields,
        writing::{ImageLimits, Multipart, UploadRule},
    },
    json::{Node, Type},
};

impl Compiler {
    /// How an image is sent, and what the answer says of it.
    pub(super) fn upload(&mut self, node: Node<'_>) -> UploadRule {
        let multipart = node
            .get("multipart")
            .filter(|part| part.kind() == Type::Object);
        let multipart = multipart.map(|part| Multipart {
            file: text(part, "file"),
            fields: match part.get("fields") {
                Some(fields) => self.fields(Some(fields), roots::WRITE),
                None => Fields::default(),
            },
        });
        UploadRule {
            multipart,
            url: self.optional(node, "url").unwrap_or_else(whole),
            limits: ImageLimits {
                types: types_of(node)
                    .filter_map(Node::as_str)
                    .map(std::borrow::Cow::into_owned)
                    .collect(),
                max_bytes: node.get("max_bytes").and_then(|max| max.raw().parse().ok()),
            },
        }
    }

    /// Reports what keeps an image from being sent. Nobody asks where files are only loaded.
    pub(super) fn check_upload(&mut self, root: Node<'_>) {
        let Some(node) = root.get("ops").and_then(|ops| ops.get("image.upload")) else {
            return;
        };
        if let Some(request) = node.get("request") {
            self.check_body_is_free(request);
        }
        for each in types_of(node) {
            let name = each.as_str().unwrap_or_default();
            if each.kind() == Type::String && !name.starts_with("image/") {
                let message = format!("`{name}` is no type of an image");
                self.report(each, message, "write one such as `image/png`");
            }
        }
    }

    /// The image is the body: there is no room for another one.
    fn check_body_is_free(&mut self, request: Node<'_>) {
        for key in ["json", "form", "text"] {
            if let Some(body) = request.get(key) {
                let message = "the image is the body of this request".to_owned();
                self.report(body, message, "put what goes along into `multipart.fields`");
            }
        }
        let address = request.get("get");
        if request.kind() == Type::String || address.is_some() {
            let message = "an image cannot be sent with `get`".to_owned();
            self.report(address.unwrap_or(request), message, "use `post` or `put`");
        }
    }
}

fn types_of(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let types = node.get("types").and_then(Node::elements);
    types.into_iter().flatten()
}

fn text(node: Node<'_>, key: &str) -> Box<str> {
    let text = node.get(key).and_then(Node::as_str);
    Box::from(&*text.unwrap_or_default())
}
