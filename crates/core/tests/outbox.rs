//! What the outbox promises: rule by rule, and under faults that come by chance.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::struct_excessive_bools,
    reason = "a test fails by panicking, helpers of tests too; what happened to a text is several facts"
)]

#[path = "outbox/alike.rs"]
mod alike;
#[path = "outbox/answers.rs"]
mod answers;
#[path = "outbox/parents.rs"]
mod parents;
#[path = "outbox/play.rs"]
mod play;
#[path = "outbox/sim.rs"]
mod sim;
#[path = "outbox/support.rs"]
mod support;
#[path = "outbox/turns.rs"]
mod turns;
#[path = "outbox/written.rs"]
mod written;
