//! What changes is heard by everybody who listens, and by nobody too early.

use std::time::{Duration, Instant};

use reqwest::Response;
use serde_json::{Value, json};

use crate::site::{MODERATOR, Site, id};

/// A stream of events that is read piece by piece.
struct Stream {
    response: Response,
    text: String,
}

impl Stream {
    async fn open(site: &Site, last: Option<&str>) -> Self {
        let mut request = site.http.get(format!("{}/api/v1/events", site.origin));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self {
            response,
            text: String::new(),
        };
        assert!(stream.block().await.unwrap().contains("retry:"));
        stream
    }

    /// The next block up to an empty line; `None` at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let chunk = tokio::time::timeout(Duration::from_secs(5), self.response.chunk());
            let chunk = chunk.await.unwrap().ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The id and the data of the next event.
    async fn event(&mut self) -> (String, Value) {
        let block = self.block().await.unwrap();
        let field = |name: &str| {
            let found = block.lines().find_map(|line| line.strip_prefix(name));
            found
                .unwrap_or_else(|| panic!("no {name} in {block}"))
                .trim()
                .to_owned()
        };
        assert_eq!(field("event:"), "changed");
        (field("id:"), serde_json::from_str(&field("data:")).unwrap())
    }
}

#[tokio::test]
async fn every_change_is_told_once_it_is_stored() {
    let site = Site::start().await;
    let moderator = site.sign_up(MODERATOR).await;
    let mut stream = Stream::open(&site, None).await;
    let post = site.new_post(&moderator, "post").await;
    let about_post = json!({ "kind": "post", "id": post, "post_id": post });
    assert_eq!(stream.event().await.1, about_post);
    let comment = site.new_comment(&moderator, &post, "comment").await;
    let about_comment = json!({ "kind": "comment", "id": comment, "post_id": post });
    assert_eq!(stream.event().await.1, about_comment);
    let path = format!("/comments/{comment}");
    site.patch(&path, json!({ "body": "edited" }))
        .by(&moderator)
        .send()
        .await
        .expect(200);
    assert_eq!(stream.event().await.1, about_comment);
    // What is held is told to nobody; a refusal and a vote are no change.
    let guest = json!({ "body": "x", "author_name": "Kofi", "author_email": "a@b" });
    let held = id(&site
        .post(&format!("/posts/{post}/comments"), guest)
        .send()
        .await
        .expect(201));
    site.put(&format!("{path}/vote"), json!({ "value": 1 }))
        .by(&moderator)
        .send()
        .await
        .expect(200);
    site.patch(&path, json!({ "body": "" }))
        .by(&moderator)
        .send()
        .await
        .problem(422, "invalid");
    let approve = site.call(reqwest::Method::POST, &format!("/comments/{held}/approve"));
    approve.by(&moderator).send().await.expect(200);
    let about_held = json!({ "kind": "comment", "id": held, "post_id": post });
    assert_eq!(stream.event().await.1, about_held);
    site.delete(&format!("/posts/{post}"))
        .by(&moderator)
        .send()
        .await
        .expect(200);
    assert_eq!(stream.event().await.1, about_post);
}

#[tokio::test]
async fn a_stream_that_comes_back_gets_what_it_missed() {
    let mut site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let mut stream = Stream::open(&site, None).await;
    let first = site.new_post(&ana, "first").await;
    let (last, data) = stream.event().await;
    assert_eq!(data["id"], first);
    drop(stream);
    let second = site.new_post(&ana, "second").await;
    site.restart().await;
    let mut stream = Stream::open(&site, Some(&last)).await;
    assert_eq!(stream.event().await.1["id"], second);
    let third = site.new_post(&ana, "third").await;
    assert_eq!(stream.event().await.1["id"], third);
    Stream::open(&site, Some("not a number")).await;
}

#[tokio::test]
async fn a_stop_ends_streams_at_once() {
    let mut site = Site::start().await;
    let mut streams = Vec::new();
    for _ in 0..5 {
        streams.push(Stream::open(&site, None).await);
    }
    let begin = Instant::now();
    let stop = site.stop();
    let ends = async {
        for stream in &mut streams {
            assert_eq!(stream.block().await, None);
        }
    };
    tokio::join!(stop, ends);
    assert!(
        begin.elapsed() < Duration::from_secs(2),
        "{:?}",
        begin.elapsed()
    );
}
