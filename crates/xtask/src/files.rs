//! Files and folders, with errors that name them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Reads a file.
///
/// # Errors
/// It cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(Error::file(path, "read"))
}

/// Reads a text.
///
/// # Errors
/// It cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(Error::file(path, "read"))
}

/// Writes a file, and the folder for it if need be.
///
/// # Errors
/// It cannot be written.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    fs::write(path, content).map_err(Error::file(path, "written"))
}

/// Makes a folder with all above it.
///
/// # Errors
/// It cannot be made.
pub fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(Error::file(path, "made"))
}

/// Removes a file.
///
/// # Errors
/// It cannot be removed.
pub fn remove(path: &Path) -> Result<(), Error> {
    fs::remove_file(path).map_err(Error::file(path, "removed"))
}

/// Removes a folder and what is in it; nothing is wrong if there is none.
///
/// # Errors
/// It cannot be removed.
pub fn remove_folder(path: &Path) -> Result<(), Error> {
    if path.exists() {
        fs::remove_dir_all(path).map_err(Error::file(path, "removed"))?;
    }
    Ok(())
}

/// Copies what is in a folder into another one.
///
/// # Errors
/// Something cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) -> Result<(), Error> {
    for file in list(from)? {
        if let Ok(relative) = file.strip_prefix(from) {
            write(&to.join(relative), read(&file)?)?;
        }
    }
    Ok(())
}

/// All files under a path, which may be one itself, in a fixed order. Hidden ones are left out.
///
/// # Errors
/// A folder cannot be read.
pub fn list(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        for entry in fs::read_dir(&path).map_err(Error::file(&path, "read"))? {
            let entry = entry.map_err(Error::file(&path, "read"))?;
            if !entry.file_name().to_string_lossy().starts_with('.') {
                open.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A path below a folder, with `/` between its parts on every system.
pub fn relative(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    below
        .iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// A folder for a test, gone at its end.
#[cfg(test)]
pub(crate) mod scratch {
    use std::path::{Path, PathBuf};
    use std::sync::atomic::{AtomicU32, Ordering};

    static NEXT: AtomicU32 = AtomicU32::new(0);

    pub(crate) struct Scratch(PathBuf);

    impl Scratch {
        pub(crate) fn with(files: &[(&str, &str)]) -> Self {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("baraza-xtask-{}-{number}", std::process::id());
            let this = Self(std::env::temp_dir().join(name));
            for (path, text) in files {
                super::write(&this.0.join(path), text).unwrap();
            }
            this
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = super::remove_folder(&self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::scratch::Scratch;
    use super::*;

    #[test]
    fn a_folder_is_copied_with_what_is_below_it_but_nothing_hidden() {
        let from = Scratch::with(&[("a.txt", "a"), ("b/c.txt", "c"), (".hidden", "h")]);
        let to = Scratch::with(&[("d.txt", "d")]);
        copy_folder(from.path(), to.path()).unwrap();
        let names: Vec<String> = list(to.path())
            .unwrap()
            .iter()
            .map(|path| relative(path, to.path()))
            .collect();
        assert_eq!(names, ["a.txt", "b/c.txt", "d.txt"]);
    }

    #[test]
    fn an_error_names_the_file() {
        let message = read_text(Path::new("no/such/file"))
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with("no/such/file cannot be read: "),
            "{message}"
        );
    }
}
