//! Gives what Trunk has built its final content and names. Trunk calls this as its last step.
//!
//! The release joins the style sheets, runs wasm-opt, adds the Markdown module, names every file
//! by its content, pins each with an integrity hash, writes the build's id and the service
//! worker's list, and puts a brotli copy beside what compresses. Order matters: nothing that has
//! an integrity hash is touched after the hash is taken. The edit loop gets the same files with
//! plain names.

mod compress;
mod content;
mod modules;
mod names;
mod page;
mod wasm;
mod worker;

pub use compress::{brotli, brotli_name};
pub use page::{Page, Tag};

use std::env;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files;
use crate::workspace::Workspace;
use modules::{Profile, Split};

/// What stands in sources for the build's id.
const DEV_BUILD: &str = "const BUILD = 'dev';";

/// Runs as Trunk's hook.
///
/// # Errors
/// It was not started by Trunk, or what Trunk built is not as it must be.
pub fn hook(workspace: &Workspace) -> Result<(), Error> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| Error::Usage("`finish` is a hook of Trunk: use `build`".to_owned()))?;
    files::copy_folder(&workspace.root.join("public"), &staging)?;
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release") {
        release(workspace, &staging)
    } else {
        edit_loop(workspace, &staging)
    }
}

fn edit_loop(workspace: &Workspace, staging: &Path) -> Result<(), Error> {
    let mut page = Page::read(staging)?;
    let [js, wasm] = modules::markdown(workspace, staging, Profile::Dev)?;
    page.fill("markdown-js", &format!("/{js}"))?;
    page.fill("markdown-wasm", &format!("/{wasm}"))?;
    // One piece here: the hint for a second script goes to the first one.
    page.fill("later-js", &format!("/{}", page.client("data-js")?))?;
    let nothing = [
        "later-style",
        "later-style-integrity",
        "js-integrity",
        "markdown-integrity",
        "later-integrity",
        "thread-wasm",
    ];
    for name in nothing {
        page.fill(name, "")?;
    }
    page.fill("build", "dev")?;
    page.write(staging)
}

fn release(workspace: &Workspace, staging: &Path) -> Result<(), Error> {
    let mut page = Page::read(staging)?;
    join_styles(&mut page, staging)?;

    client(&mut page, workspace, staging)?;

    let [js, wasm] = modules::markdown(workspace, staging, Profile::Release)?;
    modules::optimise(&staging.join(&wasm))?;
    names::shorten(&staging.join(&wasm), &staging.join(&js))?;
    let markdown_js = content::name(staging, &js, "markdown-{}.js")?;
    let markdown_wasm = content::name(staging, &wasm, "markdown-{}_bg.wasm")?;
    page.fill("markdown-js", &format!("/{}", markdown_js.path))?;
    page.fill("markdown-wasm", &format!("/{}", markdown_wasm.path))?;
    page.fill("markdown-integrity", &markdown_wasm.integrity)?;

    for script in ["boot.js", "sw.js"] {
        content::squeeze(&staging.join(script))?;
    }
    page.write(staging)?;
    let build = content::build_id(staging)?;
    page.fill("build", &build)?;
    page.write(staging)?;
    for script in ["boot.js", "sw.js"] {
        let named = format!("const BUILD = '{build}';");
        content::replace_once(&staging.join(script), DEV_BUILD, &named)?;
    }
    worker::write_list(staging)?;

    check(staging)?;
    // Hosts that know no rewriting answer with this file where they find none.
    files::write(&staging.join("404.html"), page.html())?;
    compress::all(staging)?;
    println!("      build {build}");
    Ok(())
}

/// Puts the client in, split in two. The two scripts import each other, so both are named by what
/// they say without those names.
fn client(page: &mut Page, workspace: &Workspace, staging: &Path) -> Result<(), Error> {
    let split = modules::split(workspace)?;
    let at = |name: &str| split.folder.join(name);
    let [js, wasm] = split.first;
    let link = split.link;
    modules::optimise(&at(wasm))?;
    names::shorten(&at(wasm), &at(js))?;
    content::disarm(&at(js))?;
    content::remove_classes(&at(js), "IntoUnderlying")?;
    content::squeeze(&at(js))?;
    content::squeeze(&at(link))?;

    files::write(&staging.join(wasm), files::read(&at(wasm))?)?;
    let wasm = content::name(staging, wasm, "baraza-{}_bg.wasm")?;
    let of_thread = Split::needed_by("thread", &files::read_text(&at(link))?);
    let mut with_thread = Vec::new();
    for module in &split.later {
        modules::optimise(&at(module))?;
        files::write(&staging.join(module), files::read(&at(module))?)?;
        let part = Split::part(module);
        let named = content::name(staging, module, &format!("{part}-{{}}_bg.wasm"))?;
        // Those of a discussion are asked for ahead by boot.js. Browsers would fetch them twice if
        // one of the two had an integrity; the service worker checks them before it keeps them.
        let is_of_thread = of_thread
            .iter()
            .any(|stem| module.trim_end_matches(".wasm") == stem);
        let fetched = if is_of_thread {
            with_thread.push(format!("/{}", named.path));
            format!(r#""/{}""#, named.path)
        } else {
            format!(
                r#""/{}", {{ integrity: "{}" }}"#,
                named.path, named.integrity
            )
        };
        let written = format!(r#"new URL("./{module}", import.meta.url)"#);
        content::replace_once(&at(link), &written, &fetched)?;
    }
    // Separated by what an attribute without quotation marks may hold.
    page.fill("thread-wasm", &with_thread.join(","))?;
    let both = [files::read(&at(js))?, files::read(&at(link))?].concat();
    let hash = content::short_hash(&both);
    let (js_path, link_path) = (format!("baraza-{hash}.js"), format!("later-{hash}.js"));
    content::replace_all(
        &at(js),
        r#"from "./__wasm_split.js""#,
        &format!(r#"from "./{link_path}""#),
    )?;
    content::replace_once(
        &at(link),
        r#"from "./baraza.js""#,
        &format!(r#"from "./{js_path}""#),
    )?;
    files::write(&staging.join(&js_path), files::read(&at(js))?)?;
    files::write(&staging.join(&link_path), files::read(&at(link))?)?;

    for (old, new) in [("data-js", &js_path), ("data-wasm", &wasm.path)] {
        let trunk = page.client(old)?;
        files::remove(&staging.join(&trunk))?;
        page.rename(&trunk, new);
    }
    page.fill(
        "js-integrity",
        &content::integrity(&files::read(&staging.join(&js_path))?),
    )?;
    page.fill("later-js", &format!("/{link_path}"))?;
    page.fill(
        "later-integrity",
        &content::integrity(&files::read(&staging.join(&link_path))?),
    )
}

/// Style sheets of what arrives later, by the beginnings of their names; `boot.js` asks for them
/// when the app has started.
const LATER_STYLES: [&str; 5] = ["composer-", "forms-", "pages-", "prose-", "thread-"];

/// One request and one dictionary for the compressor in place of one per layer, and another for
/// what arrives later.
fn join_styles(page: &mut Page, staging: &Path) -> Result<(), Error> {
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for name in page.take_styles() {
        let path = staging.join(&name);
        // Whichever of the two arrives first sets the order of the cascade.
        if name.starts_with("layers-") {
            later.extend(files::read(&path)?);
        }
        let is_later = LATER_STYLES.iter().any(|start| name.starts_with(start));
        let joined = if is_later { &mut later } else { &mut first };
        joined.extend(files::read(&path)?);
        files::remove(&path)?;
    }
    files::write(&staging.join("style.css"), first)?;
    let style = content::name(staging, "style.css", "style-{}.css")?;
    page.add_style(&style.path, &style.integrity)?;
    files::write(&staging.join("later.css"), later)?;
    let later = content::name(staging, "later.css", "later-{}.css")?;
    page.fill("later-style", &format!("/{}", later.path))?;
    page.fill("later-style-integrity", &later.integrity)
}

/// What a release must never contain, whoever wrote it.
fn check(staging: &Path) -> Result<(), Error> {
    for path in files::list(staging)? {
        let is_script = path.extension().is_some_and(|extension| extension == "js");
        if is_script && files::read_text(&path)?.contains(".innerHTML") {
            let name = files::relative(&path, staging);
            let why = "a `view!` lacks `class=\"\"`, or a dependency writes HTML";
            return Err(Error::Unsound(format!(
                "{name} parses strings into the page: {why}"
            )));
        }
    }
    for tag in Page::read(staging)?.tags() {
        for (name, value) in &tag.attributes {
            let is_file = ["src", "href"].contains(&name.as_str()) || name.starts_with("data-");
            let mut files = value
                .split(',')
                .filter_map(|file| file.strip_prefix('/'))
                .filter(|file| is_file && !file.is_empty());
            if let Some(file) = files.find(|file| !staging.join(file).is_file()) {
                let why = "which is not in the release";
                return Err(Error::Unsound(format!("index.html names {file}, {why}")));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::scratch::Scratch;

    const PAGE: (&str, &str) = (
        "index.html",
        "<head><script src=/boot.js data-js=/app.js></script>\
         <link rel=stylesheet href=/a.css integrity=x><link rel=stylesheet href=/b.css></head>",
    );

    #[test]
    fn a_release_that_parses_strings_into_the_page_is_refused() {
        let sound = [
            PAGE,
            ("boot.js", ""),
            ("app.js", "run()"),
            ("a.css", ""),
            ("b.css", ""),
        ];
        assert!(check(Scratch::with(&sound).path()).is_ok());
        let mut unsound = sound;
        unsound[2].1 = "x.innerHTML = y";
        let message = check(Scratch::with(&unsound).path())
            .unwrap_err()
            .to_string();
        assert!(message.contains("app.js"), "{message}");
    }

    #[test]
    fn the_sink_of_erased_attributes_becomes_a_plain_clearing() {
        let glue = "set_innerHTML_7: function(arg0, arg1, arg2) {\n    \
                    getObject(arg0).innerHTML = getStringFromWasm0(arg1, arg2);\n}";
        let folder = Scratch::with(&[
            PAGE,
            ("boot.js", ""),
            ("app.js", glue),
            ("a.css", ""),
            ("b.css", ""),
        ]);
        assert!(check(folder.path()).is_err());
        content::disarm(&folder.path().join("app.js")).unwrap();
        assert!(check(folder.path()).is_ok());
    }

    #[test]
    fn a_release_that_lacks_a_file_is_refused() {
        let folder = Scratch::with(&[PAGE, ("boot.js", ""), ("a.css", ""), ("b.css", "")]);
        let message = check(folder.path()).unwrap_err().to_string();
        assert!(message.contains("app.js"), "{message}");
    }

    #[test]
    fn style_sheets_become_two_files_named_by_their_content() {
        let links = ["layers-0", "base-1", "forms-2", "utilities-3"]
            .map(|name| format!("<link rel=stylesheet href=/{name}.css>"))
            .concat();
        let html = format!(
            "<head><script src=/boot.js data-later-style=@later-style@ \
             data-later-style-integrity=@later-style-integrity@></script>{links}</head>"
        );
        let folder = Scratch::with(&[
            ("index.html", html.as_str()),
            ("layers-0.css", "@layer a,b;"),
            ("base-1.css", "b{}"),
            ("forms-2.css", "f{}"),
            ("utilities-3.css", "u{}"),
        ]);
        let mut page = Page::read(folder.path()).unwrap();
        join_styles(&mut page, folder.path()).unwrap();
        // Both begin with the order of the layers, whichever arrives first.
        let expected = [("style", "@layer a,b;b{}u{}"), ("later", "@layer a,b;f{}")];
        for (stem, text) in expected {
            let name = format!("{stem}-{}.css", content::short_hash(text.as_bytes()));
            let written = files::read_text(&folder.path().join(&name)).unwrap();
            assert_eq!(written, text);
            assert!(page.html().contains(&format!("/{name}")), "{}", page.html());
        }
        assert!(!folder.path().join("forms-2.css").exists());
        assert_eq!(page.html().matches("rel=\"stylesheet\"").count(), 1);
        assert!(!page.html().contains('@'), "{}", page.html());
    }

    #[test]
    fn the_worker_gets_a_list_of_the_whole_app() {
        let folder = Scratch::with(&[
            ("sw.js", "const FILES = [];"),
            ("boot.js", ""),
            ("config.json", r#"{"sources":[{"connector":"mine"}]}"#),
            ("connectors/mine.json", "{}"),
            ("connectors/other.json", "{}"),
            ("baraza-0123456789abcdef.js", ""),
            ("icons/a.svg", ""),
            ("icons/big.png", &"x".repeat(40_000)),
            ("screenshots/a.png", ""),
        ]);
        worker::write_list(folder.path()).unwrap();
        let list = files::read_text(&folder.path().join("sw.js")).unwrap();
        for kept in [
            r#"["/",null]"#,
            "/boot.js",
            "/connectors/mine.json",
            "/icons/a.svg",
        ] {
            assert!(list.contains(kept), "{kept} is not in {list}");
        }
        assert!(
            list.contains(r#"["/baraza-0123456789abcdef.js","sha384-"#),
            "{list}"
        );
        for left_out in ["other.json", "big.png", "screenshots", "sw.js"] {
            assert!(!list.contains(left_out), "{left_out} is in {list}");
        }
    }
}
