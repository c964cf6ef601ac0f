//! What the crate promises, tested through its public interface.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, helpers of tests too"
)]

#[path = "core/authorization.rs"]
mod authorization;
#[path = "core/support.rs"]
mod support;

#[path = "core/allow_list.rs"]
mod allow_list;
#[path = "core/connector_files.rs"]
mod connector_files;
#[path = "core/connector_problems.rs"]
mod connector_problems;
#[path = "core/detect.rs"]
mod detect;
#[path = "core/detection.rs"]
mod detection;
#[path = "core/docs.rs"]
mod docs;
#[path = "core/docs_example.rs"]
mod docs_example;
#[path = "core/drafts.rs"]
mod drafts;
#[path = "core/failures.rs"]
mod failures;
#[path = "core/fixtures.rs"]
mod fixtures;
#[path = "core/gathering.rs"]
mod gathering;
#[path = "core/hostile.rs"]
mod hostile;
#[path = "core/hostile_answers.rs"]
mod hostile_answers;
#[path = "core/hostile_costs.rs"]
mod hostile_costs;
#[path = "core/hostile_files.rs"]
mod hostile_files;
#[path = "core/inference.rs"]
mod inference;
#[path = "core/language.rs"]
mod language;
#[cfg(feature = "markdown")]
#[path = "core/markdown.rs"]
mod markdown;
#[path = "core/offers.rs"]
mod offers;
#[path = "core/outcomes.rs"]
mod outcomes;
#[path = "core/paging.rs"]
mod paging;
#[path = "core/parameters.rs"]
mod parameters;
#[path = "core/plain_text.rs"]
mod plain_text;
#[path = "core/properties.rs"]
mod properties;
#[path = "core/ranges.rs"]
mod ranges;
#[path = "core/recorded.rs"]
mod recorded;
#[path = "core/rich_text.rs"]
mod rich_text;
#[path = "core/sessions.rs"]
mod sessions;
#[path = "core/signing.rs"]
mod signing;
#[path = "core/stored.rs"]
mod stored;
#[path = "core/threads.rs"]
mod threads;
#[path = "core/times.rs"]
mod times;
#[path = "core/trees.rs"]
mod trees;
#[path = "core/uploads.rs"]
mod uploads;
#[path = "core/urls.rs"]
mod urls;
#[path = "core/writing.rs"]
mod writing;
