//! From pasted addresses to the presets of the released files.
//!
//! `tests/detection/known.json` says of each preset how its backend answers (all else is a page that
//! is not there), and which addresses lead to it, with which parameters and after how many
//! questions at most. `unknown.json` are answers to whatever is asked that no preset may claim.

use baraza_core::connector::{
    DetectStep, Detected, Detection, HttpResponse, MAX_PROBES, Params, Preset,
};
use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

#[derive(Debug, Deserialize)]
struct Known {
    preset: String,
    #[serde(default)]
    answers: BTreeMap<String, Value>,
    addresses: Vec<Pasted>,
}

#[derive(Debug, Deserialize)]
struct Pasted {
    address: String,
    params: Params,
    /// How many questions are asked.
    asked: usize,
}

#[derive(Debug, Deserialize)]
struct Unknown {
    about: String,
    answer: Value,
}

fn read<T: for<'d> Deserialize<'d>>(name: &str) -> Vec<T> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/detection");
    let text = std::fs::read_to_string(folder.join(name)).expect("a file");
    serde_json::from_str(&text).expect("cases")
}

fn released() -> Vec<Value> {
    let path = crate::support::connectors().join("index.json");
    let text = std::fs::read_to_string(path).expect("the index");
    serde_json::from_str(&text).expect("a list")
}

fn presets(index: &[Value]) -> Vec<Preset> {
    let index = Value::Array(index.to_vec());
    Preset::index(&index.to_string()).expect("an index")
}

/// What comes of an address, and how many questions were asked.
fn detect(
    address: &str,
    presets: Vec<Preset>,
    answer: impl Fn(&str) -> Option<Value>,
) -> (Detected, usize) {
    let mut detection = Detection::new(address, presets).expect("an address");
    let site = detection.origin().to_owned();
    let mut asked = BTreeSet::new();
    let mut step = detection.resume(None);
    loop {
        let request = match step {
            DetectStep::Done(detected) => return (detected, asked.len()),
            DetectStep::Ask(request) => request,
        };
        let path = request.url.strip_prefix(&site).expect("a path of the site");
        let body = answer(path);
        assert_eq!(request.method.as_str(), "GET");
        assert!(asked.insert(request.url), "{address}: asked twice");
        step = detection.resume(Some(Ok(HttpResponse {
            // Answers count whatever their status is.
            status: 404,
            headers: Vec::new(),
            body: body.map_or_else(|| "<!doctype html><p>no".to_owned(), |b| b.to_string()),
        })));
    }
}

#[test]
fn every_preset_is_found_with_its_parameters_in_a_few_questions() {
    let index = released();
    let mut wrong = Vec::new();
    for case in read::<Known>("known.json") {
        for given in case.addresses {
            let answer = |path: &str| case.answers.get(path).cloned();
            let (found, asked) = detect(&given.address, presets(&index), answer);
            let expected = Detected::Preset {
                name: case.preset.clone(),
                params: given.params,
            };
            assert!(asked <= MAX_PROBES);
            if (&found, asked) != (&expected, given.asked) {
                wrong.push(format!("{}: {found:?} after {asked}", given.address));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_case_is_missing() {
    let known: BTreeSet<String> = read::<Known>("known.json")
        .into_iter()
        .map(|case| case.preset)
        .collect();
    for preset in released() {
        let name = preset["name"].as_str().expect("a name");
        let is_detected = preset.get("detect").is_some();
        assert_eq!(is_detected, known.contains(name), "{name}");
    }
}

#[test]
fn what_one_system_answers_no_other_preset_claims() {
    let cases = read::<Known>("known.json");
    for preset in released() {
        let name = preset["name"].as_str().expect("a name");
        let index = [preset.clone()];
        let others = |case: &&Known| case.preset != name && !case.answers.is_empty();
        for case in cases.iter().filter(others) {
            // At its own addresses, and at those that the preset would ask first at.
            let addresses = cases
                .iter()
                .filter(|at| at.preset == case.preset || at.preset == name)
                .filter(|at| !at.answers.is_empty());
            for given in addresses.flat_map(|at| &at.addresses) {
                let answer = |path: &str| case.answers.get(path).cloned();
                let (found, _) = detect(&given.address, presets(&index), answer);
                let claimed = matches!(found, Detected::Preset { .. });
                let (system, address) = (&case.preset, &given.address);
                assert!(!claimed, "{name} claims {system} at {address}");
            }
        }
    }
}

#[test]
fn what_nobody_knows_stays_unknown() {
    let index = released();
    let known = read::<Known>("known.json");
    let addresses: BTreeSet<&str> = known
        .iter()
        .filter(|case| !case.answers.is_empty())
        .flat_map(|case| &case.addresses)
        .map(|given| given.address.as_str())
        .collect();
    for case in read::<Unknown>("unknown.json") {
        for address in &addresses {
            let answer = |_: &str| Some(case.answer.clone()).filter(|answer| !answer.is_null());
            let (found, asked) = detect(address, presets(&index), answer);
            let is_unknown = matches!(found, Detected::Unknown { .. });
            assert!(is_unknown, "{} at {address}: {found:?}", case.about);
            assert_eq!(asked, MAX_PROBES, "{address}");
        }
    }
}
