//! What a site offers, and the connector that says so.

use serde_json::{Value, json};

use super::provider::Provider;
use super::visit::{Visit, but, encoded};
use crate::site::Site;

#[tokio::test]
async fn a_site_without_providers_offers_nothing() {
    let site = Site::start().await;
    let providers = site.get("/oauth/providers").send().await.expect(200);
    assert_eq!(providers, json!({ "items": [] }));
    for path in ["/oauth/authorize", "/oauth/callback/one"] {
        site.get(path).send().await.problem(404, "not_found");
    }
    let address = format!("{}/.well-known/oauth-authorization-server", site.origin);
    assert_eq!(site.http.get(address).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_site_says_which_providers_it_has_and_how_to_ask() {
    let visit = Visit::start().await;
    let providers = visit.site.get("/oauth/providers").send().await.expect(200);
    let expected = json!({ "items": [{ "id": "one", "title": "The <site>" }] });
    assert_eq!(providers, expected);
    let origin = &visit.site.origin;
    let address = format!("{origin}/.well-known/oauth-authorization-server");
    let answer = visit.site.http.get(address).send().await.unwrap();
    let metadata: Value = answer.json().await.unwrap();
    assert_eq!(metadata["issuer"], **origin);
    let endpoint = format!("{origin}/api/v1/oauth/authorize");
    assert_eq!(metadata["authorization_endpoint"], endpoint);
}

#[tokio::test]
async fn a_client_on_another_origin_signs_in_at_the_address_that_is_named() {
    let named = "https://app.example/signed-in.html";
    let origin = "https://talk.example";
    let arguments = [
        "--redirect-uri",
        named,
        "--origin",
        origin,
        "--rate-limit",
        "off",
    ];
    let entries = |provider: &Provider| vec![provider.entry("one")];
    let visit = Visit::with(&arguments, entries).await;
    let query = encoded(&but(visit.request(), "redirect_uri", Some(named)));
    let answer = visit.open("/oauth/authorize", &query, "").await;
    assert!(answer.header("set-cookie").contains("; Secure"));
    let location = answer.header("location");
    assert!(location.contains("https%3A%2F%2Ftalk.example%2Fapi%2Fv1%2Foauth%2Fcallback%2Fone"));
    let near = format!("{named}?x");
    let query = encoded(&but(visit.request(), "redirect_uri", Some(&near)));
    let answer = visit.open("/oauth/authorize", &query, "").await;
    assert_eq!(answer.status, 400, "{}", answer.text);
}

#[test]
fn the_two_connectors_of_the_box_differ_in_how_one_signs_in_alone() {
    let [mut by_name, mut elsewhere]: [Value; 2] = [
        include_str!("../../../../../public/connectors/baraza.json"),
        include_str!("../../../../../public/connectors/baraza-oidc.json"),
    ]
    .map(|text| serde_json::from_str(text).unwrap());
    assert_eq!(elsewhere["auth"]["client"], "baraza");
    for connector in [&mut by_name, &mut elsewhere] {
        let connector = connector.as_object_mut().unwrap();
        for key in ["title", "about", "recipe", "detect", "auth"] {
            connector.remove(key);
        }
        // What the token endpoint says stands at a place of its own.
        let messages = connector["errors"]["message"].as_array_mut().unwrap();
        messages.retain(|place| place != "$.error_description");
    }
    assert_eq!(by_name, elsewhere);
}
