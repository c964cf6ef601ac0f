//! The browser's address, and the way to another one.
//!
//! The router's history part follows links and the Back button. Which page an address names is
//! decided by [`Route`] alone, so the router's own matching, which would be code in every first
//! load, is not used.

use leptos::prelude::*;
use leptos_router::location::{BrowserUrl, LocationChange, LocationProvider as _};

use crate::route::Route;

/// The address of the page.
#[derive(Clone, Copy)]
pub struct Address(Option<StoredValue<BrowserUrl>>);

impl Address {
    /// Starts to follow the browser; called once, at the root.
    pub fn provide() -> Self {
        let this = Self(BrowserUrl::new().ok().map(StoredValue::new));
        provide_context(this);
        if let Some(location) = this.0 {
            location.with_value(|location| location.init(None));
            let url = location.with_value(|location| location.as_url().clone());
            Effect::new(move || {
                // A link was followed and the page for it is made at once: the browser may show
                // the new address.
                url.track();
                location.with_value(BrowserUrl::ready_to_complete);
            });
        }
        this
    }

    /// The place in the app that the address names.
    pub fn route(self) -> Memo<Route> {
        let url = self
            .0
            .map(|location| location.with_value(|location| location.as_url().clone()));
        Memo::new(move |_| match &url {
            Some(url) => url.with(|url| Route::parse(url.path(), url.search())),
            None => Route::NotFound,
        })
    }

    /// What stands behind `#` in the address. Reactive.
    pub fn fragment(self) -> String {
        let hash = self.0.map(|location| {
            location.with_value(|location| location.as_url().with(|url| url.hash().to_owned()))
        });
        hash.unwrap_or_default().trim_start_matches('#').to_owned()
    }

    /// Goes to another place in the app.
    pub fn go(self, route: &Route) {
        self.go_to(route.to_string());
    }

    /// Goes to another place in the app and hands something over behind `#`.
    pub fn go_with(self, route: &Route, fragment: &str) {
        self.go_to(format!("{route}#{fragment}"));
    }

    fn go_to(self, path: String) {
        let (Some(location), Ok(url)) = (self.0, BrowserUrl::parse(&path)) else {
            return;
        };
        location.with_value(|location| {
            location.as_url().set(url);
            location.complete_navigation(&LocationChange {
                value: path,
                replace: false,
                ..LocationChange::default()
            });
        });
    }
}

/// The address of the page.
pub fn use_address() -> Address {
    expect_context()
}
