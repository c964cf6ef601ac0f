//! Pages that are asked for, and counted, in header fields; pages that go by a key.

use baraza_core::connector::{HttpResponse, PostQuery, Session};
use serde_json::{Value, json};

use crate::support::{answer, custom, header, ok, request_of, run};

#[test]
fn a_range_is_asked_for_and_told_in_header_fields() {
    let source = custom(
        &json!({ "posts": { "page": { "kind": "range", "size": 2, "past_end": ["416"] } } }),
    );
    let rows = |ids: &[i64]| {
        let rows = ids.iter().map(|id| json!({ "id": id, "title": "t" }));
        rows.collect::<Value>().to_string()
    };
    let at = |page| PostQuery {
        page,
        ..PostQuery::default()
    };
    let read = |page, said: HttpResponse| {
        let operation = source.posts(&Session::default(), &at(page));
        run(operation, [said]).expect("a page")
    };
    let asked = |page| {
        let request = request_of(&mut source.posts(&Session::default(), &at(page)));
        let field = |name| header(&request, name).map(str::to_owned);
        (field("range-unit"), field("range"))
    };
    let items = |range: &str| (Some("items".to_owned()), Some(range.to_owned()));
    assert_eq!(asked(None), items("0-1"));
    let counted = |range: &str, ids: &[i64]| answer(206, &[("Content-Range", range)], rows(ids));
    let first = read(None, counted("0-1/3", &[1, 2]));
    assert_eq!(asked(first.next.clone()), items("2-3"));
    assert_eq!(read(first.next.clone(), counted("2-2/3", &[3])).next, None);
    assert_eq!(read(None, counted("0-1/2", &[1, 2])).next, None);
    // Where nobody has counted, or the field is hidden, a short page is the last.
    let second = read(first.next.clone(), counted("2-3/*", &[3, 4]));
    assert_eq!(asked(second.next.clone()), items("4-5"));
    assert_eq!(
        read(second.next.clone(), answer(200, &[], rows(&[5]))).next,
        None
    );
    let past = read(second.next, answer(416, &[], "{}"));
    assert_eq!((past.items.len(), past.next), (0, None));
}

#[test]
fn a_key_is_that_of_the_last_item_whether_it_counts_or_not() {
    let source = custom(&json!({ "posts": {
        "where": "!@.ad",
        "page": { "kind": "keyset", "from": "@.id", "param": "after" }
    } }));
    let list = json!([{ "id": 1, "title": "t" }, { "id": 2, "ad": true }]);
    let at = |page| PostQuery {
        page,
        ..PostQuery::default()
    };
    let page = run(source.posts(&Session::default(), &at(None)), [ok(&list)]).expect("a page");
    assert_eq!(page.items.len(), 1);
    let request = request_of(&mut source.posts(&Session::default(), &at(page.next)));
    assert_eq!(request.url, "https://example.org/posts?after=2");
}
