//! `cargo xtask connector detect`: which of the presets an address is.

use std::process::ExitCode;

use baraza_core::connector::{DetectStep, Detected, Detection, Params, Preset};
use serde_json::{Value, json};

use super::host::Host;
use crate::error::Error;
use crate::files;
use crate::workspace::Workspace;

/// What came of an address.
#[derive(Debug)]
struct Found {
    preset: Option<(String, Params)>,
    /// What was sent, in this order.
    asked: Vec<String>,
    /// What to say about an address that is of no preset.
    advice: String,
}

/// Asks and prints. An address that is of no preset is a result too; its exit code is 1.
///
/// # Errors
/// The list of presets cannot be read, or the text is not an address.
pub fn run(address: &str) -> Result<ExitCode, Error> {
    let found = find(address)?;
    println!("{:#}", shown(&found));
    if found.preset.is_some() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{address} is of no preset. {}", found.advice);
    Ok(ExitCode::FAILURE)
}

fn find(address: &str) -> Result<Found, Error> {
    let path = Workspace::find()?.root.join("public/connectors/index.json");
    let presets = Preset::index(&files::read_text(&path)?)
        .map_err(|error| Error::Unsound(format!("{}: {error}", path.display())))?;
    let mut detection = Detection::new(address, presets).map_err(|source| Error::NoAddress {
        text: address.to_owned(),
        source,
    })?;
    let host = Host::new(vec![detection.origin().to_owned()]);
    let mut asked = Vec::new();
    let (mut has_answered, mut silence) = (false, String::new());
    let mut answer = None;
    let detected = loop {
        match detection.resume(answer) {
            DetectStep::Done(detected) => break detected,
            DetectStep::Ask(request) => {
                asked.push(format!("{} {}", request.method.as_str(), request.url));
                let sent = host.send(&request);
                match &sent {
                    Ok(_) => has_answered = true,
                    Err(unreachable) => silence.clone_from(&unreachable.detail),
                }
                answer = Some(sent);
            }
        }
    };
    let (preset, has_json) = match detected {
        Detected::Preset { name, params } => (Some((name, params)), false),
        Detected::Unknown { json } => (None, json.is_some()),
    };
    let advice = if !has_answered {
        format!("It did not answer: {silence}")
    } else if has_json {
        "It answers in JSON: `cargo xtask connector infer` may guess a connector for it.".to_owned()
    } else {
        "`cargo xtask connector infer` may guess a connector from the address of a list in JSON."
            .to_owned()
    };
    Ok(Found {
        preset,
        asked,
        advice,
    })
}

fn shown(found: &Found) -> Value {
    match &found.preset {
        Some((name, params)) => {
            json!({ "preset": name, "params": params, "asked": found.asked })
        }
        None => json!({ "preset": null, "asked": found.asked }),
    }
}
