//! Full-text search, in any script, with anything typed into it.

use serde_json::json;

use crate::site::{Site, ids};

/// A query string that asks for this.
fn ask(question: &str) -> String {
    let mut url = reqwest::Url::parse("http://x/posts").unwrap();
    url.query_pairs_mut().append_pair("q", question);
    format!("/posts?{}", url.query().unwrap())
}

#[tokio::test]
async fn words_are_found_in_any_script() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let texts = [
        "Trámite de visado en Perú",
        "यह नेटवर्किंग का काम है",
        "شبكات العَمَل في المغرب",
        "東京での仕事を探しています",
        "การทำงานทางไกล",
        "Don't panic: C++ & e-mail",
        "Kazi ya mbali nchini Kenya",
    ];
    let mut posts = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let body = json!({ "title": format!("no {number}"), "body": text });
        posts.push(crate::site::id(
            &site.post("/posts", body).by(&ana).send().await.expect(201),
        ));
    }
    for (question, expected) in [
        ("tramite", Some(0)),
        ("TRÁM", Some(0)),
        ("visado perú", Some(0)),
        ("visado kenya", None),
        ("नेटवर्किंग", Some(1)),
        ("नेट", Some(1)),
        ("العمل", Some(2)),
        ("仕事", Some(3)),
        ("東京 仕事", Some(3)),
        ("京東", None),
        ("ทำงาน", Some(4)),
        ("c++ mail", Some(5)),
        ("kazi mba", Some(6)),
        ("kaz mbali", None),
    ] {
        let found = ids(&site.get(&ask(question)).send().await.expect(200));
        let expected: Vec<_> = expected
            .map(|index: usize| posts[index].clone())
            .into_iter()
            .collect();
        assert_eq!(found, expected, "{question}");
    }
}

#[tokio::test]
async fn a_post_is_found_by_its_comments_as_long_as_they_are_there() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let post = site.new_post(&ana, "title").await;
    let comment = site.new_comment(&ana, &post, "zebra crossing").await;
    let found = async |word: &str| !ids(&site.get(&ask(word)).send().await.expect(200)).is_empty();
    assert!(found("zebra").await && found("title").await && found("text").await);
    let path = format!("/comments/{comment}");
    site.patch(&path, json!({ "body": "giraffe" }))
        .by(&ana)
        .send()
        .await
        .expect(200);
    assert!(!found("zebra").await && found("giraffe").await);
    site.delete(&path).by(&ana).send().await.expect(200);
    assert!(!found("giraffe").await);
    let edit = json!({ "title": "heading", "body": "words" });
    site.patch(&format!("/posts/{post}"), edit)
        .by(&ana)
        .send()
        .await
        .expect(200);
    assert!(!found("title").await && !found("text").await && found("heading").await);
}

#[tokio::test]
async fn no_question_is_an_error_of_the_server() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    site.new_post(&ana, "a or b").await;
    for question in [
        "\"",
        "\"\"",
        "a\"b",
        "*",
        "a*",
        "AND",
        "OR",
        "NOT a",
        "a NEAR b",
        "NEAR(a b, 3)",
        "title:a",
        "^a",
        "a + b",
        "(a",
        ")",
        "{a}: b",
        "-a",
        "'; DROP TABLE posts; --",
        "\u{0}",
        "a\u{0}b",
        "\\",
        "%",
        "_",
        "\u{FFFF}",
        "\u{202E}",
        "🙂",
        "े",
        "\u{301}",
        "a\nb",
    ] {
        site.get(&ask(question)).send().await.expect(200);
    }
    assert_eq!(
        ids(&site.get(&ask("a OR b")).send().await.expect(200)).len(),
        1
    );
    site.get(&ask(&"a ".repeat(100))).send().await.expect(200);
    site.get(&ask(&"a".repeat(201)))
        .send()
        .await
        .problem(422, "invalid");
}
