//! What expressions can see while an answer is read, and how much they may do.

use std::{borrow::Cow, cell::Cell};

use super::{template::Vars, value::Value};

/// How many steps an answer may cost in any case: members looked at, elements visited.
const BASE_BUDGET: u64 = 1_000_000;
/// How many steps it may cost more for each value in it. A record with twenty members, read field
/// by field, takes about twelve for each; what takes more grows with the square of the answer.
const BUDGET_PER_VALUE: u64 = 50;

/// How many bytes of text are copied in one step.
const BYTES_PER_STEP: usize = 16;

/// What is the same for all of an answer.
pub(crate) struct Scope<'a> {
    /// `$`: the answer.
    pub(crate) response: Value<'a>,
    /// `%`: its header fields.
    pub(crate) headers: &'a [(String, String)],
    /// Variables; `post` among them is `&`.
    pub(crate) vars: &'a Vars<'a>,
    /// The address the answer came from, for relative ones in it.
    pub(crate) address: &'a str,
    left: Cell<u64>,
}

impl<'a> Scope<'a> {
    /// Starts reading an answer, with all of the budget.
    pub(crate) fn new(
        response: Value<'a>,
        headers: &'a [(String, String)],
        vars: &'a Vars<'a>,
        address: &'a str,
    ) -> Self {
        let values = match &response {
            Value::Node(node) => u64::from(node.size()),
            _ => 0,
        };
        // Each text may be copied a few times.
        let texts = u64::try_from(response.weight() / BYTES_PER_STEP * 4).unwrap_or(0);
        let left = Cell::new(BASE_BUDGET + BUDGET_PER_VALUE * values + texts);
        Self {
            response,
            headers,
            vars,
            address,
            left,
        }
    }

    /// Pays for some steps; `false`: the budget is used up.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        let left = self.left.get().saturating_sub(steps);
        self.left.set(left);
        left > 0
    }

    /// Pays for copying texts of so many bytes; `false`: the budget is used up.
    pub(crate) fn spend_bytes(&self, bytes: usize) -> bool {
        self.spend(bytes / BYTES_PER_STEP)
    }

    /// Whether the budget is used up.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.left.get() == 0
    }

    /// A header field by its name; several of one name are joined by commas (RFC 9110, 5.3).
    pub(crate) fn header(&self, name: &str) -> Value<'a> {
        let mut found = self
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let Some((_, first)) = found.next() else {
            return Value::Missing;
        };
        let rest: Vec<&str> = found.map(|(_, value)| value.as_str()).collect();
        if rest.is_empty() {
            return Value::text(first);
        }
        Value::Text(Cow::Owned(format!("{first}, {}", rest.join(", "))))
    }
}

/// One item of a list while its fields are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item<'a> {
    /// `@`: the record.
    pub(crate) value: Value<'a>,
    /// `^`: what the record was unwrapped from.
    pub(crate) wrapper: Value<'a>,
    /// Members that joins added to `@`.
    pub(crate) joined: Vec<(&'a str, Value<'a>)>,
}

impl<'a> Item<'a> {
    /// An item with nothing around it.
    pub(crate) fn new(value: Value<'a>) -> Self {
        Self {
            wrapper: value.clone(),
            value,
            joined: Vec::new(),
        }
    }
}
