//! The rules that no compiler knows: what may be named where, how long a file may be, what must
//! agree with what.
//!
//! Each rule is tried on a sample that breaks it and on one that does not before it is tried on
//! the repository, so that a rule that finds nothing is known to be able to find something.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a file that cannot be read fails the test"
)]

#[path = "tidy/agreement.rs"]
mod agreement;
#[path = "tidy/rule.rs"]
mod rule;
#[path = "tidy/sources.rs"]
mod sources;

use rule::Rule;

/// One place of the repository, with `/` between the parts of its path.
struct File {
    path: String,
    text: String,
}

impl File {
    fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    fn is_a(&self, kinds: &[&str]) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, kind)| kinds.contains(&kind))
    }
}

/// Line numbers, counted from one, of the lines that a test is true of.
fn lines_where(text: &str, is_bad: impl Fn(&str) -> bool) -> Vec<usize> {
    let numbered = text.lines().enumerate();
    numbered
        .filter(|(_, line)| is_bad(line))
        .map(|(index, _)| index + 1)
        .collect()
}

/// Whether a word stands in a line, not as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// The part of a line that is code, for rules that let comments say what they like.
fn code(line: &str) -> &str {
    if line.trim_start().starts_with("//") {
        ""
    } else {
        line
    }
}

fn lines_with_word(text: &str, words: &[&str]) -> Vec<usize> {
    lines_where(text, |line| {
        words.iter().any(|word| has_word(code(line), word))
    })
}

#[test]
fn files_are_short_enough_to_be_read_at_once() {
    Rule {
        what: "a file has at most 400 lines; split it by what its parts are about",
        applies: |file| file.is_a(&["rs", "js", "css", "mjs"]),
        find: |file| {
            if file.text.lines().count() > 400 {
                vec![401]
            } else {
                Vec::new()
            }
        },
    }
    .hold("src/a.rs", &"x\n".repeat(401), &"x\n".repeat(400));
}

#[test]
fn the_scripts_of_the_page_stay_small() {
    Rule {
        what: "boot.js and sw.js have at most 170 lines: all else belongs into the app",
        applies: |file| ["public/boot.js", "public/sw.js"].contains(&file.path.as_str()),
        find: |file| {
            if file.text.lines().count() > 170 {
                vec![171]
            } else {
                Vec::new()
            }
        },
    }
    .hold("public/sw.js", &"x\n".repeat(171), &"x\n".repeat(170));
}

#[test]
fn every_module_says_what_it_is_for() {
    Rule {
        what: "a module opens with a `//!` comment",
        applies: |file| file.is_a(&["rs"]),
        find: |file| {
            let first = file.text.lines().find(|line| !line.starts_with("#!["));
            if first.is_some_and(|line| line.starts_with("//! ")) {
                Vec::new()
            } else {
                vec![1]
            }
        },
    }
    .hold(
        "src/a.rs",
        "use std::fmt;\n",
        "#![recursion_limit = \"9\"]\n//! Formats.\n",
    );
}

#[test]
fn modules_lie_beside_their_folders() {
    Rule {
        what: "`foo.rs` and `foo/`, not `foo/mod.rs`",
        applies: |file| file.path.ends_with("/mod.rs"),
        find: |_| vec![1],
    }
    .hold_paths("src/pages/mod.rs", "src/pages.rs");
}

#[test]
fn no_string_is_parsed_into_the_page() {
    Rule {
        what: "HTML is parsed inert, walked, and built anew",
        applies: |file| {
            file.is_in(&[
                "src/",
                "crates/core/",
                "crates/json/",
                "crates/markdown/",
                "public/",
            ])
        },
        find: |file| {
            lines_where(&file.text, |line| {
                let line = line.to_ascii_lowercase().replace('_', "");
                [
                    "innerhtml",
                    "outerhtml",
                    "insertadjacenthtml",
                    "document.write",
                    "sethtmlunsafe",
                ]
                .iter()
                .any(|sink| line.contains(sink))
            })
        },
    }
    .hold(
        "src/a.rs",
        "element.set_inner_html(text);",
        "element.set_text_content(text);",
    );
}

#[test]
fn only_the_platform_touches_the_browser() {
    Rule {
        what: "web-sys, js-sys, gloo and JsValue stay in src/platform",
        applies: |file| {
            file.is_a(&["rs"])
                && file.is_in(&["src/", "crates/core/", "crates/json/"])
                && !file.is_in(&["src/platform/", "src/platform.rs"])
        },
        find: |file| {
            lines_with_word(
                &file.text,
                &["web_sys", "js_sys", "gloo_net", "wasm_bindgen", "JsValue"],
            )
        },
    }
    .hold(
        "src/pages/a.rs",
        "let w = web_sys::window();",
        "// web_sys is in platform\n",
    );
}

#[test]
fn every_view_opens_with_an_empty_class() {
    Rule {
        what: "`view! { class=\"\", …` keeps Leptos from emitting HTML strings",
        applies: |file| file.is_in(&["src/"]) && file.is_a(&["rs"]),
        find: |file| {
            let text = &file.text;
            let starts = text
                .match_indices("view!")
                .map(|(start, name)| (start, start + name.len()));
            let bad = starts.filter(|(start, end)| {
                let is_code = !text[..*start]
                    .rsplit('\n')
                    .next()
                    .is_some_and(|l| l.contains("//"));
                let body = text[*end..]
                    .trim_start()
                    .trim_start_matches('{')
                    .trim_start();
                is_code && !body.starts_with("class=\"\",")
            });
            bad.map(|(start, _)| text[..start].lines().count().max(1))
                .collect()
        },
    }
    .hold(
        "src/a.rs",
        "view! { <p>\"a\"</p> }",
        "// view! { <p/> }\nview! { class=\"\", <p/> }\nview! {\n    class=\"\",\n    <p/>\n}",
    );
}

#[test]
fn core_has_no_clock_no_chance_and_no_way_out() {
    Rule {
        what: "core is given time, numbers and answers; it fetches none",
        applies: |file| file.is_in(&["crates/core/src/", "crates/json/src/"]),
        find: |file| {
            let words = [
                "SystemTime",
                "Instant",
                "thread",
                "rand",
                "getrandom",
                "File",
                "TcpStream",
            ];
            let mut found = lines_where(&file.text, |line| {
                let line = code(line);
                ["std::fs", "std::net", "std::env", "std::process"]
                    .iter()
                    .any(|m| line.contains(m))
            });
            found.extend(lines_where(&file.text, |line| {
                words.iter().any(|word| {
                    has_word(code(line), &format!("{word}::")) || {
                        let line = code(line).trim_start();
                        line.starts_with("use std::") && has_word(line, word)
                    }
                })
            }));
            found
        },
    }
    .hold(
        "crates/core/src/a.rs",
        "use std::time::Instant;\n",
        "use crate::thread::Thread;\n",
    );
}

#[test]
fn nothing_is_left_for_later() {
    Rule {
        what: "what is not done is an issue, not a note in the code",
        applies: |file| {
            file.is_a(&["rs", "js", "mjs", "css", "html", "toml"])
                && !file.is_in(&["crates/xtask/tests/"])
        },
        find: |file| {
            let mut found = lines_with_word(&file.text, &["todo!", "unimplemented!", "dbg!"]);
            found.extend(lines_where(&file.text, |line| {
                ["TODO", "FIXME", "XXX"]
                    .iter()
                    .any(|word| has_word(line, word))
            }));
            found
        },
    }
    .hold(
        "src/a.rs",
        "fn a() { todo!() }",
        "/// All that is to do.\nfn a() {}",
    );
}

#[test]
fn the_box_is_a_backend_like_any_other() {
    Rule {
        what: "the client reaches the box through its connector file alone",
        applies: |file| {
            file.is_in(&["src/", "crates/core/src/", "crates/json/src/"]) && file.is_a(&["rs"])
        },
        find: |file| {
            let text = file.text.split("#[cfg(test)]").next().unwrap_or_default();
            lines_where(text, |line| {
                ["\"/api/", "api/v1", "\"box\""]
                    .iter()
                    .any(|word| code(line).contains(word))
            })
        },
    }
    .hold(
        "src/a.rs",
        "fetch(\"/api/v1/posts\")",
        "// not \"/api/v1\"\nfetch(url)",
    );
}

#[test]
fn what_is_stored_carries_its_version() {
    Rule {
        what: "a storage key of data has a version: `baraza:draft:v1:…`",
        applies: |file| file.is_in(&["src/"]) && file.is_a(&["rs"]),
        find: |file| {
            lines_where(&file.text, |line| {
                let keys = code(line).split("\"baraza:").skip(1);
                keys.map(|key| key.split('"').next().unwrap_or_default())
                    .any(|key| {
                        let settings = ["theme", "images", "text-size", "update"];
                        let has_version = key.split(':').any(|part| {
                            part.strip_prefix('v')
                                .is_some_and(|n| n.parse::<u32>().is_ok())
                        });
                        !key.starts_with(':') && !settings.contains(&key) && !has_version
                    })
            })
        },
    }
    .hold(
        "src/a.rs",
        "\"baraza:draft:x\"",
        "\"baraza:draft:v1:x\" \"baraza:theme\"",
    );
}
