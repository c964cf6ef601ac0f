//! How a source says that something has changed.

use super::{
    Source,
    bound::Situation,
    capabilities::Live,
    session::Session,
    template::{Address, Body},
};
use crate::{model::Post, url};

/// What a connector says about it.
#[derive(Debug)]
pub(crate) enum LiveRule {
    /// One looks every so many seconds.
    Poll(u32),
    /// Server-sent events of these names.
    Events(Address, Vec<String>),
    /// A web socket, and what is sent first.
    Socket(Address, Option<Body>),
}

/// Nobody is asked more often, in seconds.
const OFTEN: u32 = 5;

impl Source {
    /// How changes are learned of: those of a post, or of the list. `None`: not at all.
    pub fn live(&self, session: &Session, post: Option<&Post>) -> Option<Live> {
        let mut situation = Situation::new(&self.bound, session);
        situation.post = post.map(|post| Box::new(post.clone()));
        let vars = situation.vars();
        // A socket's address is on one of the origins when it is read as that of a page.
        let stays = |address: &str| {
            let page = address.replacen("ws", "http", usize::from(address.starts_with("ws")));
            url::origin(&page).is_some_and(|origin| self.bound.origins().contains(&origin))
        };
        let address = |address: &Address| Some(address.expand(&vars)).filter(|url| stays(url));
        Some(match self.bound.connector().live.as_ref()? {
            LiveRule::Poll(seconds) => Live::Poll((*seconds).max(OFTEN)),
            LiveRule::Events(url, names) => Live::Events {
                url: address(url)?,
                names: names.clone(),
            },
            LiveRule::Socket(url, greeting) => Live::Socket {
                // `{+base}` is the address of a page: https is wss.
                url: address(url).map(|url| match url.strip_prefix("http") {
                    Some(rest) => ["ws", rest].concat(),
                    None => url,
                })?,
                greeting: greeting.as_ref().map(|greeting| {
                    let mut json = String::new();
                    greeting.write(&vars, &mut json);
                    json
                }),
            },
        })
    }
}
