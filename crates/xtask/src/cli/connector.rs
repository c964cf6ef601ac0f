//! `cargo xtask connector …`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::{no_more, unknown, value};
use crate::error::Error;

/// What is done with a connector file.
#[derive(Debug, PartialEq, Eq)]
pub enum ConnectorTask {
    /// Says what is wrong with it.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Reads a live server with it.
    Read(ReadOptions),
    /// Guesses one from answers.
    Infer(InferOptions),
    /// Says which preset an address is.
    Detect {
        /// The address.
        address: String,
    },
}

/// What to guess a connector from.
#[derive(Debug, PartialEq, Eq)]
pub struct InferOptions {
    /// A list of posts.
    pub posts: Place,
    /// The comments of one of them; looked for when absent.
    pub comments: Option<Place>,
}

/// Where an answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// At an address.
    Url(String),
}

impl Place {
    /// What starts with `http://` or `https://` is an address.
    fn read(text: String) -> Self {
        if ["http://", "https://"]
            .iter()
            .any(|scheme| text.starts_with(scheme))
        {
            Self::Url(text)
        } else {
            Self::File(text.into())
        }
    }

    /// The address, if it is one.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Url(url) => Some(url),
            Self::File(_) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(out),
            Self::Url(url) => url.fmt(out),
        }
    }
}

/// What to read from a live server.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The connector file.
    pub file: PathBuf,
    /// The values that the connector asks for.
    pub params: BTreeMap<String, String>,
    /// One post and its comments; the list of posts when absent.
    pub post: Option<String>,
    /// The order of the posts, or of the comments.
    pub sort: Option<String>,
    /// Words to search the posts for.
    pub search: Option<String>,
    /// The topic of the posts.
    pub tag: Option<String>,
    /// How many pages at the most; one when absent.
    pub pages: Option<u32>,
    /// A token to sign in with.
    pub token: Option<String>,
    /// A name to sign in with.
    pub user: Option<String>,
    /// The password that goes with the name.
    pub secret: Option<String>,
}

pub(super) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<ConnectorTask, Error> {
    let what = value(&mut arguments, "connector")?;
    match what.as_str() {
        "check" => {
            let file = file(&mut arguments, "connector check")?;
            no_more(arguments, ConnectorTask::Check { file })
        }
        "read" => read_options(arguments).map(ConnectorTask::Read),
        "infer" => infer_options(arguments).map(ConnectorTask::Infer),
        "detect" => {
            let address = operand(&mut arguments, "connector detect", "an address")?;
            no_more(arguments, ConnectorTask::Detect { address })
        }
        other => Err(Error::Usage(format!(
            "there is no command `connector {other}`"
        ))),
    }
}

fn file(arguments: &mut impl Iterator<Item = String>, of: &str) -> Result<PathBuf, Error> {
    operand(arguments, of, "a file").map(PathBuf::from)
}

/// What a command is about, which comes before its options.
fn operand(
    arguments: &mut impl Iterator<Item = String>,
    of: &str,
    what: &str,
) -> Result<String, Error> {
    let name = value(arguments, of)?;
    if name.starts_with("--") {
        return Err(Error::Usage(format!("`{of}` needs {what} before `{name}`")));
    }
    Ok(name)
}

fn infer_options(mut arguments: impl Iterator<Item = String>) -> Result<InferOptions, Error> {
    let posts = operand(&mut arguments, "connector infer", "a file or an address")?;
    let mut options = InferOptions {
        posts: Place::read(posts),
        comments: None,
    };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--comments" => {
                options.comments = Some(Place::read(value(&mut arguments, &argument)?));
            }
            other => return Err(unknown(other)),
        }
    }
    Ok(options)
}

fn read_options(mut arguments: impl Iterator<Item = String>) -> Result<ReadOptions, Error> {
    let mut options = ReadOptions {
        file: file(&mut arguments, "connector read")?,
        ..ReadOptions::default()
    };
    while let Some(argument) = arguments.next() {
        let place = match argument.as_str() {
            "--param" => {
                let (name, value) = param(&value(&mut arguments, &argument)?)?;
                options.params.insert(name, value);
                continue;
            }
            "--pages" => {
                options.pages = Some(pages(&value(&mut arguments, &argument)?)?);
                continue;
            }
            "--post" => &mut options.post,
            "--sort" => &mut options.sort,
            "--search" => &mut options.search,
            "--tag" => &mut options.tag,
            "--token" => &mut options.token,
            "--user" => &mut options.user,
            "--secret" => &mut options.secret,
            other => return Err(unknown(other)),
        };
        *place = Some(value(&mut arguments, &argument)?);
    }
    if options.user.is_some() != options.secret.is_some() {
        let message = "`--user` and `--secret` go together".to_owned();
        return Err(Error::Usage(message));
    }
    if options.token.is_some() && options.user.is_some() {
        let message = "sign in with `--token` or with `--user`, not with both".to_owned();
        return Err(Error::Usage(message));
    }
    Ok(options)
}

fn param(text: &str) -> Result<(String, String), Error> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| Error::Usage(format!("`{text}` is not of the form NAME=VALUE")))?;
    Ok((name.to_owned(), value.to_owned()))
}

fn pages(text: &str) -> Result<u32, Error> {
    text.parse()
        .ok()
        .filter(|&count| count > 0)
        .ok_or_else(|| Error::Usage(format!("`{text}` is not a number of pages")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<ConnectorTask, Error> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_file_is_checked() {
        let expected = ConnectorTask::Check {
            file: "a.json".into(),
        };
        assert_eq!(read("check a.json").unwrap(), expected);
    }

    #[test]
    fn a_server_is_read_with_parameters_that_may_hold_the_equals_sign() {
        let line = "read a.json --param site=https://a.example/?b=c --param x= --post 7 --pages 3 \
                    --user ann --secret s";
        let ConnectorTask::Read(options) = read(line).unwrap() else {
            panic!("not a read task");
        };
        assert_eq!(options.params["site"], "https://a.example/?b=c");
        assert_eq!(options.params["x"], "");
        assert_eq!(options.post.as_deref(), Some("7"));
        assert_eq!(options.pages, Some(3));
        assert_eq!(options.secret.as_deref(), Some("s"));
    }

    #[test]
    fn answers_are_in_files_and_at_addresses() {
        let line = "infer https://a.example/posts --comments saved/comments.json";
        let expected = ConnectorTask::Infer(InferOptions {
            posts: Place::Url("https://a.example/posts".to_owned()),
            comments: Some(Place::File("saved/comments.json".into())),
        });
        assert_eq!(read(line).unwrap(), expected);
        let ConnectorTask::Infer(options) = read("infer http.json").unwrap() else {
            panic!("not an infer task");
        };
        assert_eq!(options.posts, Place::File("http.json".into()));
        assert_eq!(options.comments, None);
    }

    #[test]
    fn an_address_is_looked_at() {
        let expected = ConnectorTask::Detect {
            address: "a.example".to_owned(),
        };
        assert_eq!(read("detect a.example").unwrap(), expected);
    }

    #[test]
    fn what_is_not_understood_is_refused_by_name() {
        for (line, word) in [
            ("", "connector"),
            ("mend a.json", "mend"),
            ("check", "check"),
            ("check a.json b.json", "b.json"),
            ("read --post 1", "--post"),
            ("read a.json --param site", "site"),
            ("read a.json --pages 0", "0"),
            ("read a.json --user ann", "--secret"),
            ("read a.json --token t --user u --secret s", "--token"),
            ("read a.json --write", "--write"),
            ("infer", "infer"),
            ("infer --comments a.json", "--comments"),
            ("infer a.json --comments", "--comments"),
            ("infer a.json --write", "--write"),
            ("detect", "detect"),
            ("detect a.example b.example", "b.example"),
        ] {
            let message = read(line).unwrap_err().to_string();
            assert!(message.contains(word), "{line}: {message}");
        }
    }
}
