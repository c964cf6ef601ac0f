//! The one HTML page, as Trunk leaves it: found in it, filled in, written back.
//!
//! Only what Trunk and `index.html` themselves wrote is read here, so a scan for tags is enough;
//! it copes with the minifier's habit of leaving quotes out.

use std::ops::Range;
use std::path::Path;

use crate::error::Error;
use crate::files;

/// `index.html` on its way into the release.
#[derive(Debug)]
pub struct Page {
    html: String,
}

/// One start tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name in lower case.
    pub name: String,
    /// Its attributes in order.
    pub attributes: Vec<(String, String)>,
    range: Range<usize>,
}

impl Tag {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl Page {
    /// Reads the page of a folder.
    ///
    /// # Errors
    /// It is not there.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        Ok(Self {
            html: files::read_text(&folder.join("index.html"))?,
        })
    }

    /// Writes it back.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        files::write(&folder.join("index.html"), &self.html)
    }

    /// The text of the page.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// All start tags, in order.
    pub fn tags(&self) -> Vec<Tag> {
        tags(&self.html)
    }

    /// Puts a value where `@name@` stands.
    ///
    /// # Errors
    /// It stands nowhere.
    pub fn fill(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let hole = format!("@{name}@");
        if !self.html.contains(&hole) {
            return Err(Error::Unsound(format!(
                "index.html has no place for {hole}"
            )));
        }
        self.html = self.html.replace(&hole, value);
        Ok(())
    }

    /// Names a file of the release by its new name.
    pub fn rename(&mut self, old: &str, new: &str) {
        self.html = self.html.replace(&format!("/{old}"), &format!("/{new}"));
    }

    /// The file that an attribute of the boot script names.
    ///
    /// # Errors
    /// There is no such script.
    pub fn client(&self, attribute: &str) -> Result<String, Error> {
        let tags = self.tags();
        let value = tags
            .iter()
            .filter(|tag| tag.name == "script")
            .find_map(|tag| tag.attribute(attribute));
        value
            .map(|value| value.trim_start_matches('/').to_owned())
            .ok_or_else(|| {
                Error::Unsound(format!(
                    "index.html has no script with {attribute}; see Trunk.toml"
                ))
            })
    }

    /// Takes the links to style sheets out of the page and returns the files that they name.
    pub fn take_styles(&mut self) -> Vec<String> {
        let links: Vec<Tag> = self
            .tags()
            .into_iter()
            .filter(|tag| tag.name == "link" && tag.attribute("rel") == Some("stylesheet"))
            .collect();
        for link in links.iter().rev() {
            self.html.replace_range(link.range.clone(), "");
        }
        let names = links.iter().filter_map(|link| link.attribute("href"));
        names
            .map(|href| href.trim_start_matches('/').to_owned())
            .collect()
    }

    /// Links one style sheet, right after the boot script.
    ///
    /// # Errors
    /// There is no boot script.
    pub fn add_style(&mut self, path: &str, integrity: &str) -> Result<(), Error> {
        let end = self
            .html
            .find("</script>")
            .map(|start| start + "</script>".len());
        let end = end.ok_or_else(|| Error::Unsound("index.html has no script".to_owned()))?;
        let link = format!(r#"<link rel="stylesheet" href="/{path}" integrity="{integrity}">"#);
        self.html.insert_str(end, &link);
        Ok(())
    }
}

fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = find(html, at, "<") {
        let rest = html.get(start..).unwrap_or_default();
        if rest.starts_with("<!--") {
            at = find(html, start, "-->").unwrap_or(html.len());
            continue;
        }
        at = start + 1;
        if rest
            .get(1..2)
            .is_some_and(|first| first.starts_with(|c: char| c.is_ascii_alphabetic()))
        {
            let tag = tag(html, start);
            at = tag.range.end;
            found.push(tag);
        }
    }
    found
}

fn tag(html: &str, start: usize) -> Tag {
    let end_of = |from: usize, is_end: fn(char) -> bool| {
        html.get(from..)
            .and_then(|rest| rest.find(is_end))
            .map_or(html.len(), |index| from + index)
    };
    let slice = |from: usize, to: usize| html.get(from..to).unwrap_or_default();
    let is_gap = |c: char| c.is_ascii_whitespace() || c == '/';

    let mut at = end_of(start + 1, |c| {
        c.is_ascii_whitespace() || c == '>' || c == '/'
    });
    let name = slice(start + 1, at).to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        at += slice(at, html.len())
            .chars()
            .take_while(|c| is_gap(*c))
            .count();
        if at >= html.len() || slice(at, at + 1) == ">" {
            break;
        }
        let end = end_of(at, |c| c.is_ascii_whitespace() || c == '>' || c == '=');
        let key = slice(at, end).to_ascii_lowercase();
        at = end;
        let mut value = "";
        if slice(at, at + 1) == "=" {
            let (from, to, next) = match slice(at + 1, at + 2) {
                "\"" => {
                    let to = end_of(at + 2, |c| c == '"');
                    (at + 2, to, to + 1)
                }
                "'" => {
                    let to = end_of(at + 2, |c| c == '\'');
                    (at + 2, to, to + 1)
                }
                _ => {
                    let to = end_of(at + 1, |c| c.is_ascii_whitespace() || c == '>');
                    (at + 1, to, to)
                }
            };
            value = slice(from, to);
            at = next;
        }
        attributes.push((key, value.to_owned()));
    }
    Tag {
        name,
        attributes,
        range: start..(at + 1).min(html.len()),
    }
}

fn find(html: &str, from: usize, what: &str) -> Option<usize> {
    html.get(from..)?.find(what).map(|index| from + index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Page {
        Page {
            html: html.to_owned(),
        }
    }

    #[test]
    fn attributes_are_read_with_and_without_quotes() {
        let page = page(
            r#"<!doctype html><!-- <b x> --><LINK rel=stylesheet href='/a.css' hidden data-x="1 > 0"/><p>"#,
        );
        let tags = page.tags();
        assert_eq!(tags.len(), 2);
        assert_eq!(tags[0].name, "link");
        assert_eq!(tags[0].attribute("rel"), Some("stylesheet"));
        assert_eq!(tags[0].attribute("href"), Some("/a.css"));
        assert_eq!(tags[0].attribute("hidden"), Some(""));
        assert_eq!(tags[0].attribute("data-x"), Some("1 > 0"));
        assert_eq!(tags[1].name, "p");
    }

    #[test]
    fn a_tag_that_never_ends_is_read_to_the_end() {
        for html in [
            "<", "<a", "<a b", "<a b=", "<a b=\"", "<a b='c", "<!--", "<a b/",
        ] {
            assert!(page(html).tags().len() <= 1, "{html}");
        }
    }

    #[test]
    fn style_sheets_are_joined_after_the_boot_script() {
        let mut page = page(
            "<head><script src=/boot.js></script><link rel=stylesheet href=/a.css>\
             <link rel=icon href=/i.svg><link rel=\"stylesheet\" href=\"/b.css\"/></head>",
        );
        assert_eq!(page.take_styles(), ["a.css", "b.css"]);
        page.add_style("s.css", "sha384-x").unwrap();
        assert_eq!(
            page.html(),
            "<head><script src=/boot.js></script><link rel=\"stylesheet\" href=\"/s.css\" \
             integrity=\"sha384-x\"><link rel=icon href=/i.svg></head>"
        );
    }

    #[test]
    fn a_placeholder_that_is_missing_is_an_error() {
        assert!(page("<p>").fill("build", "1").is_err());
    }

    #[test]
    fn the_client_is_found_and_renamed_everywhere() {
        let mut page = page("<link href=/a-1.js><script data-js=\"/a-1.js\"></script>");
        assert_eq!(page.client("data-js").unwrap(), "a-1.js");
        page.rename("a-1.js", "b-2.js");
        assert_eq!(
            page.html(),
            "<link href=/b-2.js><script data-js=\"/b-2.js\"></script>"
        );
        assert!(page.client("data-wasm").is_err());
    }
}
