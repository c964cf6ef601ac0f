//! IndexedDB: texts that have to be there even after the whole browser was killed.
//!
//! Browsers write local storage to the disk seconds after the page did, so a kill takes the last
//! words along. What a transaction of IndexedDB has completed is kept. Values are texts (JSON)
//! under keys; a range of keys is read by what they begin with.

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    rc::Rc,
};

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest,
    IdbTransaction, IdbTransactionMode,
};

use super::timer;

const NAME: &str = "baraza";
/// So long the browser may take to open the database, in milliseconds; some never answer.
const PATIENCE_TO_OPEN: i32 = 4_000;
/// So long a transaction may take, which has to wait for those of other tabs.
const PATIENCE: i32 = 10_000;
/// Grows when there are more stores; each has a version in its name.
const VERSION: u32 = 1;

/// What is kept apart from what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Texts that were begun.
    Drafts,
    /// Texts that were thrown away, for a while.
    Trash,
    /// What waits to be sent.
    Outbox,
}

impl Shelf {
    const ALL: [Self; 3] = [Self::Drafts, Self::Trash, Self::Outbox];

    fn name(self) -> &'static str {
        match self {
            Self::Drafts => "drafts:v1",
            Self::Trash => "trash:v1",
            Self::Outbox => "outbox:v1",
        }
    }
}

/// The browser has no database for this page, or it is full or broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this browser's database for this page is full or blocked")]
pub struct DatabaseError;

impl From<JsValue> for DatabaseError {
    fn from(_: JsValue) -> Self {
        Self
    }
}

type Result<T> = std::result::Result<T, DatabaseError>;

thread_local! {
    static CONNECTION: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
    /// Whether the browser has not answered when it was asked to open it, so that nobody waits again.
    static IS_SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Keeps a text under a key, in place of what was there. It is on the disk when this returns.
///
/// # Errors
/// It could not be kept.
pub async fn put(shelf: Shelf, key: &str, text: &str) -> Result<()> {
    change(shelf, |store| {
        store.put_with_key(&text.into(), &key.into()).map(drop)
    })
    .await
}

/// Forgets what was kept under some keys, all of it or nothing.
///
/// # Errors
/// It could not be forgotten.
pub async fn remove(shelf: Shelf, keys: &[String]) -> Result<()> {
    change(shelf, |store| {
        keys.iter()
            .try_for_each(|key| store.delete(&key.as_str().into()).map(drop))
    })
    .await
}

/// All texts whose keys begin so, with their keys.
///
/// # Errors
/// There is no database.
pub async fn all(shelf: Shelf, prefix: &str) -> Result<Vec<(String, String)>> {
    let last = format!("{prefix}\u{ffff}");
    let range = IdbKeyRange::bound(&prefix.into(), &last.as_str().into())?;
    let begin = |store: &IdbObjectStore| -> std::result::Result<[IdbRequest; 2], JsValue> {
        Ok([
            store.get_all_keys_with_key(&range)?,
            store.get_all_with_key(&range)?,
        ])
    };
    let transaction = transaction(shelf, IdbTransactionMode::Readonly).await?;
    let [keys, texts] = begin(&transaction.object_store(shelf.name())?)?;
    completed(&transaction).await?;
    Ok(pairs(&keys, &texts)?)
}

/// Changes a shelf in one transaction: `change` is given all that is there, with the keys, and
/// says what to put and what to remove. Transactions of all tabs come one after the other. What
/// `change` gives beside is handed back once all of it is on the disk.
///
/// # Errors
/// Nothing has changed.
pub async fn update<T: 'static>(
    shelf: Shelf,
    change: impl FnOnce(Vec<(String, String)>) -> (Changes, T) + 'static,
) -> Result<T> {
    let transaction = transaction(shelf, IdbTransactionMode::Readwrite).await?;
    let store = transaction.object_store(shelf.name())?;
    let keys = store.get_all_keys()?;
    let texts = store.get_all()?;
    let given = Rc::new(RefCell::new(None));
    let found = {
        let (given, texts) = (Rc::clone(&given), texts.clone());
        // Within the event, or the transaction would be over.
        Closure::once(move || {
            let pairs = pairs(&keys, &texts).unwrap_or_default();
            let (changes, result) = change(pairs);
            let written = changes.put.iter().try_for_each(|(key, text)| {
                let (key, text) = (key.as_str().into(), text.as_str().into());
                store.put_with_key(&text, &key).map(drop)
            });
            let removed = changes
                .remove
                .iter()
                .try_for_each(|key| store.delete(&key.as_str().into()).map(drop));
            if written.and(removed).is_ok() {
                given.replace(Some(result));
            } else {
                drop(store.transaction().abort());
            }
        })
    };
    texts.set_onsuccess(Some(found.as_ref().unchecked_ref()));
    completed(&transaction).await?;
    given.take().ok_or(DatabaseError)
}

/// What a transaction changes.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Texts with their keys.
    pub put: Vec<(String, String)>,
    /// Keys.
    pub remove: Vec<String>,
}

fn pairs(
    keys: &IdbRequest,
    texts: &IdbRequest,
) -> std::result::Result<Vec<(String, String)>, JsValue> {
    let (keys, texts) = (Array::from(&keys.result()?), Array::from(&texts.result()?));
    let pairs = keys.iter().zip(texts.iter());
    Ok(pairs
        .filter_map(|(key, text)| Some((key.as_string()?, text.as_string()?)))
        .collect())
}

async fn change(
    shelf: Shelf,
    act: impl Fn(&IdbObjectStore) -> std::result::Result<(), JsValue>,
) -> Result<()> {
    let transaction = transaction(shelf, IdbTransactionMode::Readwrite).await?;
    act(&transaction.object_store(shelf.name())?)?;
    // Else the browser asks this page back first, which may be busy, or be killed before it answers.
    // A browser that cannot be told commits by itself.
    #[expect(
        deprecated,
        reason = "only web-sys says so; every browser of today has it"
    )]
    drop(transaction.commit());
    completed(&transaction).await
}

/// A transaction, on a new connection if the browser has closed the one at hand.
async fn transaction(shelf: Shelf, mode: IdbTransactionMode) -> Result<IdbTransaction> {
    let begin = |database: &IdbDatabase| database.transaction_with_str_and_mode(shelf.name(), mode);
    let known = CONNECTION.with_borrow(Clone::clone);
    if let Some(Ok(transaction)) = known.as_ref().map(begin) {
        return Ok(transaction);
    }
    if IS_SILENT.get() {
        return Err(DatabaseError);
    }
    let mut opening = Box::pin(open());
    let Some(database) = timer::within(PATIENCE_TO_OPEN, opening.as_mut()).await else {
        IS_SILENT.set(true);
        spawn_local(async move { IS_SILENT.set(opening.await.is_err()) });
        return Err(DatabaseError);
    };
    Ok(begin(&database?)?)
}

/// Opens the database, and keeps the connection.
async fn open() -> Result<IdbDatabase> {
    // `window.indexedDB` throws where storage is blocked.
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into())?;
    let factory: IdbFactory = factory.dyn_into()?;
    let request = factory.open_with_u32(NAME, VERSION)?;
    let upgrade = {
        let request = request.clone();
        Closure::once(move || make_shelves(&request))
    };
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let mut wire = |resolve: Function, reject: Function| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    };
    JsFuture::from(Promise::new(&mut wire)).await?;
    let database: IdbDatabase = request.result()?.dyn_into()?;
    // Another tab wants to change or delete the database: it shall not have to wait.
    let close = {
        let database = database.clone();
        Closure::<dyn FnMut()>::new(move || {
            database.close();
            CONNECTION.set(None);
        })
    };
    database.set_onversionchange(Some(close.as_ref().unchecked_ref()));
    database.set_onclose(Some(close.as_ref().unchecked_ref()));
    close.forget();
    CONNECTION.set(Some(database.clone()));
    Ok(database)
}

fn make_shelves(request: &IdbOpenDbRequest) {
    let database = request.result().ok();
    if let Some(database) = database.and_then(|result| result.dyn_into::<IdbDatabase>().ok()) {
        for shelf in Shelf::ALL {
            // One that is there already stays as it is.
            drop(database.create_object_store(shelf.name()));
        }
    }
}

async fn completed(transaction: &IdbTransaction) -> Result<()> {
    let mut wire = |resolve: Function, reject: Function| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
        transaction.set_onerror(Some(&reject));
    };
    let mut end = pin!(JsFuture::from(Promise::new(&mut wire)));
    match timer::within(PATIENCE, end.as_mut()).await {
        Some(result) => drop(result?),
        // What was given up never happens; what cannot be given up any more is being written.
        None if transaction.abort().is_ok() => return Err(DatabaseError),
        None => drop(end.await?),
    }
    Ok(())
}
