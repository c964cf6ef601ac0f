//! How the app looks on this device.

use leptos::prelude::*;

use crate::platform::{dom, storage};

const THEME_KEY: &str = "baraza:theme";
const IMAGES_KEY: &str = "baraza:images";
const UNDO_KEY: &str = "baraza:undo:v1";
const TEXT_KEY: &str = "baraza:text-size";

/// Light, dark, or what the device says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    #[default]
    Auto,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

/// How large texts are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextSize {
    /// As the browser is set.
    #[default]
    Normal,
    /// A step larger.
    Large,
    /// Two steps larger.
    Larger,
}

impl Theme {
    /// Its name in storage and in the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl TextSize {
    /// Its name in storage and in the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
            Self::Larger => "larger",
        }
    }
}

/// How the app looks on this device.
#[derive(Clone, Copy)]
pub struct Prefs {
    theme: RwSignal<Theme>,
    text: RwSignal<TextSize>,
    images: RwSignal<bool>,
}

impl Prefs {
    /// Creates the store at the root from what is kept on the device.
    pub fn provide() -> Self {
        let theme = match storage::get(THEME_KEY).as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::Auto,
        };
        let text = match storage::get(TEXT_KEY).as_deref() {
            Some("large") => TextSize::Large,
            Some("larger") => TextSize::Larger,
            _ => TextSize::Normal,
        };
        let images = storage::get(IMAGES_KEY).as_deref() == Some("load");
        let this = Self {
            theme: RwSignal::new(theme),
            text: RwSignal::new(text),
            images: RwSignal::new(images),
        };
        this.set_text(text);
        provide_context(this);
        this
    }

    /// Light, dark, or what the device says. Reactive.
    pub fn theme(self) -> Theme {
        self.theme.get()
    }

    /// Chooses light or dark.
    pub fn set_theme(self, theme: Theme) {
        keep(THEME_KEY, theme.name());
        dom::set_root_attribute("data-theme", (theme != Theme::Auto).then(|| theme.name()));
        self.theme.set(theme);
    }

    /// How large texts are. Reactive.
    pub fn text(self) -> TextSize {
        self.text.get()
    }

    /// Chooses how large texts are.
    pub fn set_text(self, text: TextSize) {
        keep(TEXT_KEY, text.name());
        dom::set_root_attribute("data-text", (text != TextSize::Normal).then(|| text.name()));
        self.text.set(text);
    }

    /// Whether images load by themselves; if not, one tap loads one. Reactive.
    pub fn loads_images(self) -> bool {
        self.images.get()
    }

    /// Chooses whether images load by themselves.
    pub fn set_loads_images(self, load: bool) {
        keep(IMAGES_KEY, if load { "load" } else { "ask" });
        self.images.set(load);
    }
}

/// How long what was sent can be taken back when nothing else was chosen, in seconds.
const UNDO: u32 = 10;

/// How long what was sent can be taken back, in seconds.
pub fn undo() -> u32 {
    let kept = storage::get(UNDO_KEY).and_then(|text| text.parse().ok());
    kept.unwrap_or(UNDO)
}

/// Chooses how long what was sent can be taken back, in seconds.
pub fn set_undo(seconds: u32) {
    keep(UNDO_KEY, &seconds.to_string());
}

/// A preference that cannot be kept holds until the page is closed, which is no loss worth a word.
fn keep(key: &str, value: &str) {
    drop(storage::set(key, value));
}

/// How the app looks on this device.
pub fn use_prefs() -> Prefs {
    expect_context()
}
