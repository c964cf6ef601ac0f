//! A rule about single files.

use crate::{File, sources};

/// What must not be in some files.
pub(crate) struct Rule {
    /// What holds instead, for the message.
    pub(crate) what: &'static str,
    /// Which files it is about.
    pub(crate) applies: fn(&File) -> bool,
    /// The lines that break it.
    pub(crate) find: fn(&File) -> Vec<usize>,
}

impl Rule {
    /// Tries the rule on a sample that breaks it and one that does not, then on the repository.
    pub(crate) fn hold(&self, path: &str, broken: &str, sound: &str) {
        let sample = |text: &str| File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        assert!(
            (self.applies)(&sample(broken)),
            "the rule is not about its own sample"
        );
        assert_ne!(
            (self.find)(&sample(broken)),
            [0_usize; 0],
            "the rule misses its bad sample"
        );
        assert_eq!(
            (self.find)(&sample(sound)),
            [0_usize; 0],
            "the rule refuses its good sample"
        );
        self.hold_in_repository();
    }

    /// The same for a rule about paths.
    pub(crate) fn hold_paths(&self, broken: &str, sound: &str) {
        let sample = |path: &str| File {
            path: path.to_owned(),
            text: String::new(),
        };
        assert!(
            (self.applies)(&sample(broken)),
            "the rule misses its bad sample"
        );
        assert!(
            !(self.applies)(&sample(sound)),
            "the rule refuses its good sample"
        );
        self.hold_in_repository();
    }

    fn hold_in_repository(&self) {
        let mut broken = Vec::new();
        for file in sources::all().iter().filter(|file| (self.applies)(file)) {
            let lines = (self.find)(file);
            broken.extend(lines.iter().map(|line| format!("  {}:{line}", file.path)));
        }
        assert!(broken.is_empty(), "{}\n{}", self.what, broken.join("\n"));
    }
}
