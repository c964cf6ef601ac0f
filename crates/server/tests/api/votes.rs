//! One vote per account, whatever is sent how often and at what time.

use serde_json::{Value, json};

use crate::site::Site;

#[tokio::test]
async fn the_last_vote_of_an_account_counts_once() {
    let site = Site::start().await;
    let ana = site.sign_up("ana").await;
    let ben = site.sign_up("ben").await;
    let post = site.new_post(&ana, "post").await;
    let comment = site.new_comment(&ana, &post, "comment").await;
    for path in [format!("/posts/{post}"), format!("/comments/{comment}")] {
        let vote = format!("{path}/vote");
        for (token, value, score) in [
            (&ana, 1, 1),
            (&ana, 1, 1),
            (&ben, 1, 2),
            (&ana, -1, 0),
            (&ben, 0, -1),
            (&ben, 0, -1),
            (&ana, 0, 0),
        ] {
            let item = site
                .put(&vote, json!({ "value": value }))
                .by(token)
                .send()
                .await
                .expect(200);
            assert_eq!(
                (&item["score"], &item["my_vote"]),
                (&json!(score), &json!(value)),
                "{path}"
            );
        }
        assert_eq!(
            site.get(&path).send().await.expect(200)["my_vote"],
            Value::Null
        );
        site.put(&vote, json!({ "value": 1 }))
            .send()
            .await
            .problem(401, "sign_in_required");
        let problem = site.put(&vote, json!({ "value": 2 })).by(&ana).send().await;
        assert_eq!(
            problem.problem(422, "invalid")["errors"][0]["pointer"],
            "#/value"
        );
    }
    site.put("/posts/999/vote", json!({ "value": 1 }))
        .by(&ana)
        .send()
        .await
        .problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_votes_add_up() {
    const VOTERS: usize = 8;
    const ROUNDS: usize = 12;
    let site = Site::start().await;
    let mut people = Vec::new();
    for number in 0..VOTERS {
        people.push(site.sign_up(&format!("voter {number}")).await);
    }
    let post = site.new_post(&people[0], "post").await;
    let comment = site.new_comment(&people[0], &post, "comment").await;
    for path in [format!("/posts/{post}"), format!("/comments/{comment}")] {
        // Each voter changes their mind many times, all at once; only the last vote of each counts.
        let choices = |voter: usize| {
            (0..ROUNDS).map(move |round| [1, -1, 0, -1, 1][(voter * 7 + round * 3) % 5])
        };
        let tasks: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(voter, token)| {
                let calls: Vec<_> = choices(voter)
                    .map(|value| {
                        site.put(&format!("{path}/vote"), json!({ "value": value }))
                            .by(token)
                    })
                    .collect();
                tokio::spawn(async move {
                    for call in calls {
                        call.send().await.expect(200);
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let expected: i64 = (0..VOTERS)
            .map(|voter| choices(voter).next_back().unwrap())
            .sum();
        assert_eq!(site.get(&path).send().await.expect(200)["score"], expected);
    }
}
