//! Signing in.

use super::{Compiler, roots};
use crate::{
    connector::{
        capabilities::{SignIn, SignInKind},
        signing::{Auth, Entrance},
    },
    json::Node,
};

impl Compiler {
    /// What a file says about signing in.
    pub(super) fn auth(&mut self, root: Node<'_>) -> Auth {
        let Some(node) = root.get("auth") else {
            return Auth::default();
        };
        let kind = match node.get("kind").and_then(Node::as_str).as_deref() {
            Some("basic") => SignInKind::Basic,
            Some("token") => SignInKind::Token,
            Some("login") => SignInKind::Login,
            _ => return Auth::default(),
        };
        let text = |key: &str| {
            node.get(key)
                .and_then(Node::as_str)
                .map(std::borrow::Cow::into_owned)
        };
        let secret = if kind == SignInKind::Token {
            "Token"
        } else {
            "Password"
        };
        let user = (kind != SignInKind::Token)
            .then(|| text("user_title").unwrap_or_else(|| "Name".to_owned()));
        let sign_in = SignIn {
            kind,
            user_title: user,
            secret_title: text("secret_title").unwrap_or_else(|| secret.to_owned()),
            hint: text("hint"),
        };
        let send = node.get("send");
        let auth = Auth {
            sign_in: Some(sign_in),
            send_headers: self.fields(send.and_then(|send| send.get("headers")), roots::AUTH),
            send_query: self.fields(send.and_then(|send| send.get("query")), roots::AUTH),
            request: node
                .get("check")
                .or(node.get("login"))
                .map(|node| self.entrance(node)),
            sign_up: node.get("sign_up").map(|node| self.entrance(node)),
            sign_out: node
                .get("sign_out")
                .map(|node| self.request(node, roots::AUTH)),
        };
        if let Some(login) = node.get("login").filter(|login| login.get("set").is_none()) {
            let message = "`set` is missing".to_owned();
            self.report(
                login,
                message,
                "say where the token is: `\"set\": {\"token\": \"$.token\"}`",
            );
        }
        auth
    }

    fn entrance(&mut self, node: Node<'_>) -> Entrance {
        let set = node
            .get("set")
            .and_then(Node::members)
            .into_iter()
            .flatten();
        let set = set
            .map(|member| {
                (
                    Box::from(&*member.key().unwrap_or_default()),
                    self.expression(member),
                )
            })
            .collect();
        let account = node.get("account");
        let mut part = |key: &str| account.and_then(|account| self.optional(account, key));
        let (id, name, roles) = (part("id"), part("name"), part("roles"));
        Entrance {
            request: self.request_of(node, "request", roots::AUTH),
            set,
            id,
            name,
            roles,
        }
    }
}
