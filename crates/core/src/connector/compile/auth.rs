//! Signing in.

use super::{Compiler, roots};
use crate::{
    connector::{
        capabilities::{SignIn, SignInKind},
        oauth::{Client, OAuth},
        signing::{Auth, Csrf, Doors, Entrance},
        template::{Address, Text},
    },
    json::{Node, Type},
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
            Some("cookie") if node.get("login").is_some() => SignInKind::Login,
            Some("cookie") => SignInKind::Site,
            Some("oauth2") => SignInKind::OAuth,
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
        let user = matches!(kind, SignInKind::Basic | SignInKind::Login)
            .then(|| text("user_title").unwrap_or_else(|| "Name".to_owned()));
        let sign_in = SignIn {
            kind,
            user_title: user,
            secret_title: text("secret_title").unwrap_or_else(|| secret.to_owned()),
            hint: text("hint"),
        };
        let send = node.get("send");
        let is_cookie = node.get("kind").and_then(Node::as_str).as_deref() == Some("cookie");
        Auth {
            sign_in: Some(sign_in),
            send_headers: self.fields(send.and_then(|send| send.get("headers")), roots::AUTH),
            send_query: self.fields(send.and_then(|send| send.get("query")), roots::AUTH),
            refresh: node.get("refresh").map(|node| self.entrance(node)),
            by_cookie: is_cookie || node.get("csrf").is_some(),
        }
    }

    /// How people get in and out.
    pub(super) fn doors(&mut self, root: Node<'_>) -> Doors {
        let Some(node) = root.get("auth") else {
            return Doors::default();
        };
        let kind = node.get("kind").and_then(Node::as_str).unwrap_or_default();
        let doors = Doors {
            request: node
                .get("login")
                .or(node.get("check"))
                .map(|node| self.entrance(node)),
            check: node
                .get("login")
                .and(node.get("check"))
                .map(|node| self.entrance(node)),
            sign_up: node.get("sign_up").map(|node| self.entrance(node)),
            sign_out: node
                .get("sign_out")
                .map(|node| self.request(node, roots::AUTH)),
            csrf: node.get("csrf").map(|node| Csrf {
                request: self.request_of(node, "request", roots::AUTH),
                from: self.optional(node, "from"),
                header: node
                    .get("header")
                    .and_then(Node::as_str)
                    .map(|name| Box::from(&*name))
                    .unwrap_or_default(),
            }),
            site: node
                .get("site")
                .map(|node| self.address(node, roots::SITE, &[])),
            oauth: (kind == "oauth2").then(|| self.oauth(node)),
        };
        let needs_set = kind == "login";
        if let Some(login) = node
            .get("login")
            .filter(|login| needs_set && login.get("set").is_none())
        {
            let message = "`set` is missing".to_owned();
            self.report(
                login,
                message,
                "say where the token is: `\"set\": {\"token\": \"$.token\"}`",
            );
        }
        doors
    }

    fn oauth(&mut self, node: Node<'_>) -> OAuth {
        let mut address = |key: &str| match node.get(key) {
            Some(node) => self.address(node, roots::AUTH, &[]),
            None => Address::default(),
        };
        let (authorize, token) = (address("authorize"), address("token"));
        let issuer = node
            .get("issuer")
            .map(|node| self.address(node, roots::AUTH, &[]));
        let client = node.get("client");
        OAuth {
            authorize,
            token,
            issuer,
            scopes: node
                .get("scopes")
                .and_then(Node::as_str)
                .map(std::borrow::Cow::into_owned),
            client: match client {
                Some(client) if client.kind() == Type::Object => Client::Registered {
                    request: Box::new(self.request_of(client, "request", roots::AUTH)),
                    id: self.required(client, "id"),
                    secret: self.optional(client, "secret"),
                },
                Some(client) => Client::Known(self.text(client, roots::AUTH, &[])),
                None => Client::Known(Text::default()),
            },
        }
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
