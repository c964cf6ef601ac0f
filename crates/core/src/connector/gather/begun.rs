//! What a list's own answer has of a page that takes several.

use std::borrow::Cow;

use super::{Gathering, PAGE, bookmark, texts};
use crate::connector::{
    bound::Situation,
    failure::Failure,
    hydration::{Entry, MAX_REQUESTS},
    list::{List, Listed, Selected, push_issue},
    operation::State,
    page::{Bookmark, PagingKind, Read},
    reading::Which,
    scope::{Item, Scope},
    tree::Tree,
    value::Value,
};

impl List {
    /// What an item is asked for by: its identifier, if nothing else is said.
    pub(crate) fn name<'a>(&'a self, scope: &Scope<'a>, item: &Value<'a>) -> Option<String> {
        let item = self.mapping.unwrap(scope, item.clone()).ok()?;
        match &self.paging.kind {
            PagingKind::Ids { key: Some(key), .. } => {
                key.evaluate(scope, &item).as_text().map(Cow::into_owned)
            }
            _ => self.mapping.id(scope, &item),
        }
    }

    pub(super) fn page_size(&self) -> usize {
        let batch = self
            .hydration
            .as_ref()
            .and_then(|hydration| hydration.batch);
        let size = self.paging.size.and_then(|size| usize::try_from(size).ok());
        size.or(batch).unwrap_or(PAGE).clamp(1, MAX_REQUESTS)
    }

    pub(super) fn budget(&self) -> usize {
        match &self.tree {
            Tree::Kids { budget, .. } => *budget,
            _ => MAX_REQUESTS,
        }
    }
}

/// What a list's own answer has of a page.
pub(crate) struct Begun {
    entries: Vec<Entry>,
    listed: Listed,
}

impl Begun {
    /// Reads a list's own answer.
    pub(crate) fn read<'a>(
        list: &'a List,
        scope: &Scope<'a>,
        at: Option<&Bookmark>,
        origins: &[String],
    ) -> Result<Self, Failure> {
        let mut listed = Listed::default();
        let Selected { items, count, last } = list.select(scope, &list.items)?;
        let ids: Vec<Option<String>> = items.iter().map(|item| list.name(scope, item)).collect();
        let entry = |(item, id): (&Value<'a>, &Option<String>)| {
            Entry::of(item, id.clone(), list.hydration.as_ref(), scope)
        };
        let mut entries: Vec<Entry> = items.iter().zip(&ids).map(entry).collect();
        if let PagingKind::Ids { from, .. } = &list.paging.kind {
            let all = texts(from.evaluate(scope, &Item::new(scope.response.clone())));
            let known: Vec<&String> = ids.iter().flatten().collect();
            // The list may be the identifiers themselves, or the first of the records beside them.
            let rest: Vec<&String> = if known.is_empty() {
                let (now, later) = all.split_at(all.len().min(list.page_size()));
                entries = now.iter().map(|id| Entry::named(id, None)).collect();
                later.iter().collect()
            } else {
                all.iter().filter(|id| !known.contains(id)).collect()
            };
            listed.next = bookmark(0, &rest).map(|bookmark| bookmark.token());
        } else {
            let end = last.map(Item::new);
            let page = Read {
                count,
                first: ids.first().and_then(Option::as_deref),
                last: end.as_ref(),
            };
            match list.paging.next(scope, at, &page, origins) {
                Ok(next) => listed.next = next.map(|next| next.token()),
                Err(message) => push_issue(&mut listed.issues, &Value::Missing, message),
            }
        }
        Ok(Self { entries, listed })
    }

    /// Fetches what the answer does not have.
    pub(crate) fn go_on(
        self,
        situation: Situation,
        which: Which,
        is_first_page: bool,
        address: String,
    ) -> State {
        let mut gathering = Gathering::new(situation, which, self.entries, self.listed);
        gathering.is_first_page = is_first_page;
        gathering.address = address;
        gathering.go_on()
    }
}
