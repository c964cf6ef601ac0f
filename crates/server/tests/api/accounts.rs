//! Signing up, in and out.

use serde_json::{Value, json};

use crate::site::{MODERATOR, PASSWORD, Site};

#[tokio::test]
async fn a_person_signs_up_and_is_known() {
    let site = Site::start().await;
    let body =
        json!({ "name": "  Amina  Otieno ", "email": "amina@example.org", "password": PASSWORD });
    let answer = site.post("/accounts", body).send().await;
    assert!(
        !answer.text.contains("example.org"),
        "the address is shown to nobody"
    );
    let session = answer.expect(201);
    let token = session["token"].as_str().unwrap();
    let me = site.get("/me").by(token).send().await.expect(200);
    assert_eq!(me, session["account"]);
    assert_eq!(
        (&me["name"], &me["roles"]),
        (&json!("Amina Otieno"), &json!([]))
    );
    site.get("/me")
        .send()
        .await
        .problem(401, "sign_in_required");
}

#[tokio::test]
async fn names_that_look_the_same_are_one_name() {
    let site = Site::start().await;
    site.sign_up("Amina Otieno").await;
    for name in [
        "Amina Otieno",
        "amina otieno",
        " AMINA\u{3000}OTIENO",
        "Ａｍｉｎａ Otieno",
    ] {
        let body = json!({ "name": name, "password": PASSWORD });
        site.post("/accounts", body)
            .send()
            .await
            .problem(409, "name_taken");
        let body = json!({ "name": name, "password": PASSWORD });
        site.post("/sessions", body).send().await.expect(201);
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_the_same() {
    let site = Site::start().await;
    site.sign_up("ana").await;
    let mut problems = Vec::new();
    for (name, password) in [
        ("ana", "not the password"),
        ("nobody", PASSWORD),
        ("", ""),
        ("a\u{0}", "x"),
    ] {
        let body = json!({ "name": name, "password": password });
        problems.push(
            site.post("/sessions", body)
                .send()
                .await
                .problem(401, "bad_credentials"),
        );
    }
    assert!(problems.iter().all(|problem| *problem == problems[0]));
}

#[tokio::test]
async fn a_session_ends_when_its_person_signs_out() {
    let site = Site::start().await;
    let first = site.sign_up("ana").await;
    let body = json!({ "name": "ana", "password": PASSWORD });
    let second = site.post("/sessions", body).send().await.expect(201);
    let second = second["token"].as_str().unwrap();
    assert_eq!(
        site.delete("/sessions/current")
            .by(&first)
            .send()
            .await
            .status,
        204
    );
    site.get("/me")
        .by(&first)
        .send()
        .await
        .problem(401, "sign_in_required");
    let refused = site.get("/posts").by(&first).send().await;
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    refused.problem(401, "sign_in_required");
    site.get("/me").by(second).send().await.expect(200);
    site.delete("/sessions/current")
        .send()
        .await
        .problem(401, "sign_in_required");
}

#[tokio::test]
async fn a_header_that_is_no_bearer_token_is_refused() {
    let site = Site::start().await;
    for value in ["", "Basic YTpi", "Bearer", "Bearer ", "Bearer x y", "token"] {
        let call = site.get("/posts").header("authorization", value);
        call.send().await.problem(401, "sign_in_required");
    }
}

#[tokio::test]
async fn bad_names_addresses_and_passwords_are_all_named_at_once() {
    let site = Site::start().await;
    let body = json!({ "name": "\u{202E}", "email": "none", "password": "short" });
    let problem = site
        .post("/accounts", body)
        .send()
        .await
        .problem(422, "invalid");
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["pointer"])
        .collect();
    for pointer in ["#/name", "#/email", "#/password"] {
        assert!(
            pointers.contains(&&Value::from(pointer)),
            "{pointer}: {problem}"
        );
    }
}

#[tokio::test]
async fn the_named_moderator_moderates_before_and_after_a_restart() {
    let mut site = Site::start().await;
    let token = site.sign_up("MOD").await;
    assert_eq!(MODERATOR, "mod");
    assert_eq!(
        site.get("/me").by(&token).send().await.expect(200)["roles"],
        json!(["moderator"])
    );
    site.restart().await;
    assert_eq!(
        site.get("/me").by(&token).send().await.expect(200)["roles"],
        json!(["moderator"])
    );
}
