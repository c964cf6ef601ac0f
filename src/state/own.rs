//! Changes to what is kept of the sources: adding, arranging, naming, taking away. Pure.

use baraza_core::url;

use super::{
    config::{Config, SourceConfig},
    kept::Kept,
};

/// The longest id, in bytes or so: it stands in every address.
const LONGEST_ID: usize = 40;

impl Kept {
    /// Whether the source is the person's own.
    pub fn is_own(&self, id: &str) -> bool {
        self.own.iter().any(|source| source.id == id)
    }

    /// Calls a source something.
    pub fn rename(&mut self, id: &str, name: &str) {
        match self.own.iter_mut().find(|source| source.id == id) {
            Some(source) => name.clone_into(&mut source.name),
            None => {
                self.names.insert(id.to_owned(), name.to_owned());
            }
        }
    }

    /// Moves a source one place up or down. `all` are the ids of all, in the order that shows.
    pub fn shift(&mut self, all: &[String], id: &str, up: bool) {
        let mut order = all.to_vec();
        let from = order.iter().position(|known| known == id);
        let to = from.and_then(|at| {
            if up {
                at.checked_sub(1)
            } else {
                at.checked_add(1)
            }
        });
        if let (Some(from), Some(to)) = (from, to.filter(|to| *to < order.len())) {
            order.swap(from, to);
        }
        self.order = order;
    }

    /// Takes a source away: one's own for good, one of `config.json` out of sight. `all` as above:
    /// the others stay in their places.
    pub fn take(&mut self, all: &[String], id: &str) {
        self.order = all.to_vec();
        if self.is_own(id) {
            self.own.retain(|source| source.id != id);
        } else {
            self.hidden.push(id.to_owned());
        }
    }

    /// Brings back what was taken away, to its place if it had one.
    pub fn bring_back(&mut self, source: &SourceConfig, was_own: bool) {
        if was_own && !self.is_own(&source.id) {
            self.own.push(source.clone());
        }
        self.hidden.retain(|id| id != &source.id);
    }

    /// The sources of `config.json` that were taken away.
    pub fn taken_away(&self, config: &Config) -> Vec<SourceConfig> {
        let is_hidden = |source: &&SourceConfig| self.hidden.contains(&source.id);
        config.sources.iter().filter(is_hidden).cloned().collect()
    }
}

/// An id for addresses, made of a name in small letters, that is not among the `taken` ones.
pub fn id_of(name: &str, taken: &[String]) -> String {
    let mut stem = String::new();
    for c in name.chars() {
        let is_letter = c.is_ascii_alphanumeric()
            // Beyond ASCII all but blanks and punctuation; which are letters is a table of its own.
            || (c > '\u{bf}' && !c.is_whitespace() && !('\u{2000}'..='\u{206f}').contains(&c) && !('\u{3000}'..='\u{303f}').contains(&c));
        if stem.len() >= LONGEST_ID {
            break;
        }
        if is_letter {
            stem.push(c.to_ascii_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem = match stem.trim_end_matches('-') {
        "" => "source",
        stem => stem,
    };
    let mut id = stem.to_owned();
    let mut number = 2;
    while taken.contains(&id) {
        id = format!("{stem}-{number}");
        number += 1;
    }
    id
}

/// An address as people type it, made whole. `None`: it is none.
pub fn address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if typed.starts_with('/') && !typed.starts_with("//") {
        // Of this site.
        return Some(typed.to_owned());
    }
    let whole = if typed.contains("://") {
        typed.to_owned()
    } else {
        let is_this_machine = ["localhost", "127.", "[::1]"]
            .iter()
            .any(|start| typed.starts_with(start));
        format!(
            "{}://{typed}",
            if is_this_machine { "http" } else { "https" }
        )
    };
    let host = url::origin(&whole)?;
    // A word is no address, though it could be a machine in a home.
    let is_word = !typed.contains(['.', ':', '/']) && !host.ends_with("localhost");
    (!is_word).then_some(whole)
}

/// What a source is called whose address is this: its host.
pub fn host(address: &str) -> Option<String> {
    let origin = url::origin(address)?;
    let (_, host) = origin.split_once("://")?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(id: &str) -> SourceConfig {
        SourceConfig {
            id: id.to_owned(),
            name: id.to_uppercase(),
            connector: "baraza".to_owned(),
            ..SourceConfig::default()
        }
    }

    fn config(ids: &[&str]) -> Config {
        let text = r#"{"sources": [{"id": "a", "name": "A", "connector": "baraza"}]}"#;
        let mut config = Config::parse(text).unwrap();
        config.sources = ids.iter().map(|id| source(id)).collect();
        config
    }

    fn ids(kept: &Kept, config: &Config) -> Vec<String> {
        kept.arrange(config).into_iter().map(|s| s.id).collect()
    }

    #[test]
    fn own_sources_follow_those_of_the_file_until_they_are_moved() {
        let config = config(&["a", "b"]);
        let mut kept = Kept::default();
        kept.own.push(source("x"));
        assert_eq!(ids(&kept, &config), ["a", "b", "x"]);
        kept.shift(&ids(&kept, &config), "x", true);
        assert_eq!(ids(&kept, &config), ["a", "x", "b"]);
        kept.shift(&ids(&kept, &config), "x", true);
        kept.shift(&ids(&kept, &config), "x", true);
        assert_eq!(ids(&kept, &config), ["x", "a", "b"]);
        kept.shift(&ids(&kept, &config), "b", false);
        assert_eq!(ids(&kept, &config), ["x", "a", "b"]);
    }

    #[test]
    fn what_is_taken_away_comes_back_to_its_place() {
        let config = config(&["a", "b", "c"]);
        let mut kept = Kept::default();
        kept.own.push(source("x"));
        kept.shift(&ids(&kept, &config), "x", true);
        for id in ["x", "b"] {
            let (before, was_own) = (ids(&kept, &config), kept.is_own(id));
            kept.take(&before, id);
            assert!(!ids(&kept, &config).contains(&id.to_owned()));
            kept.bring_back(&source(id), was_own);
            assert_eq!(ids(&kept, &config), before);
        }
        kept.take(&ids(&kept, &config), "b");
        assert_eq!(kept.taken_away(&config), [source("b")]);
    }

    #[test]
    fn a_change_of_the_file_reaches_everybody_but_names_and_places_stay() {
        let mut kept = Kept::default();
        kept.rename("b", "Mine");
        kept.shift(&["a".to_owned(), "b".to_owned()], "b", true);
        let newer = config(&["a", "new", "b"]);
        let all = kept.arrange(&newer);
        assert_eq!(all[0].name, "Mine");
        assert_eq!(ids(&kept, &newer), ["b", "a", "new"]);
        assert_eq!(ids(&kept, &config(&["a"])), ["a"]);
    }

    #[test]
    fn an_own_source_keeps_its_address() {
        let mut kept = Kept::default();
        kept.own.push(SourceConfig {
            name: "Mine".into(),
            ..source("a")
        });
        let all = kept.arrange(&config(&["a", "b"]));
        assert_eq!(
            all.iter().map(|s| &*s.name).collect::<Vec<_>>(),
            ["B", "Mine"]
        );
    }

    #[test]
    fn a_locked_file_is_taken_as_it_is_and_one_source_always_stays() {
        let mut kept = Kept::default();
        kept.own.push(source("x"));
        kept.hidden.push("a".to_owned());
        let locked = Config {
            locked: true,
            ..config(&["a"])
        };
        assert_eq!(ids(&kept, &locked), ["a"]);
        kept.own.clear();
        assert_eq!(ids(&kept, &config(&["a"])), ["a"]);
    }

    #[test]
    fn what_is_kept_reads_back_and_nothing_is_needed() {
        let mut kept = Kept::default();
        kept.own.push(source("x"));
        kept.rename("a", "ä \"b\"");
        kept.merged = true;
        let text = baraza_core::json::to_string(&kept).unwrap();
        assert_eq!(Kept::read(&text), kept);
        assert_eq!(Kept::read("{}"), Kept::default());
    }

    #[test]
    fn an_id_is_made_of_the_name_and_is_unique() {
        let taken = ["blog".to_owned(), "blog-2".to_owned()];
        for (name, expected) in [
            ("My Blog!", "my-blog"),
            ("blog", "blog-3"),
            ("  ", "source"),
            ("Жизнь на Марсе", "Жизнь-на-Марсе"),
            ("掲示板", "掲示板"),
            ("a/b?c#d", "a-b-c-d"),
            ("..", "source"),
            ("x\u{202e}y", "x-y"),
        ] {
            assert_eq!(id_of(name, &taken), expected, "{name}");
        }
        assert!(id_of(&"long ".repeat(50), &[]).len() <= LONGEST_ID + 3);
    }

    #[test]
    fn an_address_is_made_whole() {
        for (typed, expected) in [
            ("example.org", Some("https://example.org")),
            (
                " https://example.org/blog/ ",
                Some("https://example.org/blog/"),
            ),
            ("http://example.org", Some("http://example.org")),
            ("localhost:3000", Some("http://localhost:3000")),
            ("/", Some("/")),
            ("//example.org", None),
            ("example", None),
            ("not an address", None),
            ("javascript:alert(1)", None),
            ("ftp://example.org", None),
            ("https://user:pw@example.org", None),
            ("", None),
        ] {
            assert_eq!(address(typed).as_deref(), expected, "{typed}");
        }
        assert_eq!(
            host("https://www.example.org/a").as_deref(),
            Some("example.org")
        );
    }
}
