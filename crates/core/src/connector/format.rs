//! The connector file format, version 1: which keys exist where, and what they hold.
//!
//! The tables in `tables` are the one description of the format. [`check()`] walks a file along them
//! and reports every key that is unknown, missing or of the wrong type, so `compile`
//! can take the structure for granted. What stands inside of strings (selectors, templates) is
//! checked there. A released version of the format is never changed, only superseded.

mod check;
mod hint;
mod schema;
mod tables;

pub(crate) use check::check;
pub(crate) use hint::{did_you_mean, one_of};
pub(crate) use schema::schema;
pub(crate) use tables::{CONNECTOR, EXPRESSION_KINDS, NAMES_OF_MAPPED_OBJECTS};

/// What a value has to be.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Any JSON.
    Any,
    /// A string.
    Text,
    /// A string: a template, a selector or a predicate, read by `compile`.
    Code,
    /// True or false.
    Flag,
    /// A whole number.
    Integer,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// An expression.
    Expression,
    /// A list of these.
    ListOf(&'static Self),
    /// An object with any keys and these values.
    MapOf(&'static Self),
    /// An object with these keys.
    Object(&'static [Field]),
    /// An object whose keys depend on the value of one.
    Tagged(&'static str, &'static [(&'static str, &'static [Field])]),
    /// One of these, told apart by their JSON type.
    Either(&'static [&'static Self]),
}

/// A key of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) shape: &'static Shape,
    pub(crate) required: bool,
}
