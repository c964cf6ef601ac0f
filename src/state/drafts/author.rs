//! Whose a text is while it is being written.

use leptos::prelude::*;

use super::OpenDraft;

impl OpenDraft {
    /// The text is written as another account from now on, by the source's name for it; empty for a
    /// guest.
    pub fn write_as(self, account: String) {
        let is_begun = self.inner.try_update_value(|inner| {
            let is_other = inner.account != account;
            inner.account.clone_from(&account);
            inner.record.account = account;
            // What is only shown stays whose it is until somebody goes on with it.
            is_other && inner.record.revision > 0 && !inner.is_over
        });
        if is_begun == Some(true) {
            self.keep();
        }
    }
}
