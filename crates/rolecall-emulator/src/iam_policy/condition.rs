//! Conditions: an operator, a key and the values it is compared with. Owns every operator and what a missing
//! key means to it.

use std::net::Ipv4Addr;
use std::str::FromStr as _;

use serde_json::Value;

use super::context::RequestContext;
use super::error::{PolicyError, texts};
use super::pattern;

/// One line of a condition block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    quantifier: Quantifier,
    comparison: Comparison,
    /// Whether the operator is the negation of its comparison (`StringNotEquals`).
    is_negated: bool,
    /// Whether a missing key satisfies it (`…IfExists`).
    if_exists: bool,
    key: String,
    values: Vec<String>,
}

/// How the several values of a key are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantifier {
    One,
    ForAnyValue,
    ForAllValues,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Null,
    Bool,
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    Arn,
    IpAddress,
    Number(Order),
    Date(Order),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Equals,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

const OPERATORS: [(&str, Comparison, bool); 26] = [
    ("Null", Comparison::Null, false),
    ("Bool", Comparison::Bool, false),
    ("StringEquals", Comparison::StringEquals, false),
    ("StringNotEquals", Comparison::StringEquals, true),
    (
        "StringEqualsIgnoreCase",
        Comparison::StringEqualsIgnoreCase,
        false,
    ),
    (
        "StringNotEqualsIgnoreCase",
        Comparison::StringEqualsIgnoreCase,
        true,
    ),
    ("StringLike", Comparison::StringLike, false),
    ("StringNotLike", Comparison::StringLike, true),
    ("ArnEquals", Comparison::Arn, false),
    ("ArnNotEquals", Comparison::Arn, true),
    ("ArnLike", Comparison::Arn, false),
    ("ArnNotLike", Comparison::Arn, true),
    ("IpAddress", Comparison::IpAddress, false),
    ("NotIpAddress", Comparison::IpAddress, true),
    ("NumericEquals", Comparison::Number(Order::Equals), false),
    ("NumericNotEquals", Comparison::Number(Order::Equals), true),
    ("NumericLessThan", Comparison::Number(Order::Less), false),
    (
        "NumericLessThanEquals",
        Comparison::Number(Order::LessOrEqual),
        false,
    ),
    ("NumericGreaterThan", Comparison::Number(Order::Greater), false),
    (
        "NumericGreaterThanEquals",
        Comparison::Number(Order::GreaterOrEqual),
        false,
    ),
    ("DateEquals", Comparison::Date(Order::Equals), false),
    ("DateNotEquals", Comparison::Date(Order::Equals), true),
    ("DateLessThan", Comparison::Date(Order::Less), false),
    ("DateLessThanEquals", Comparison::Date(Order::LessOrEqual), false),
    ("DateGreaterThan", Comparison::Date(Order::Greater), false),
    (
        "DateGreaterThanEquals",
        Comparison::Date(Order::GreaterOrEqual),
        false,
    ),
];

/// Reads the `Condition` of a statement.
pub(super) fn parse_block(block: &Value) -> Result<Vec<Condition>, PolicyError> {
    let operators = block.as_object().ok_or(PolicyError::Syntax)?;
    let mut conditions = Vec::new();
    for (operator, keys) in operators {
        for (key, values) in keys.as_object().ok_or(PolicyError::Syntax)? {
            conditions.push(Condition::parse(operator, key, values)?);
        }
    }
    Ok(conditions)
}

impl Condition {
    fn parse(operator: &str, key: &str, values: &Value) -> Result<Self, PolicyError> {
        let (quantifier, name) = match operator.split_once(':') {
            None => (Quantifier::One, operator),
            Some(("ForAnyValue", name)) => (Quantifier::ForAnyValue, name),
            Some(("ForAllValues", name)) => (Quantifier::ForAllValues, name),
            Some(_) => return Err(PolicyError::Operator(operator.to_owned())),
        };
        let (name, if_exists) = match name.strip_suffix("IfExists") {
            Some(name) if name != "Null" => (name, true),
            Some(_) => return Err(PolicyError::Operator(operator.to_owned())),
            None => (name, false),
        };
        let (_, comparison, is_negated) = OPERATORS
            .into_iter()
            .find(|(known, ..)| *known == name)
            .ok_or_else(|| PolicyError::Operator(operator.to_owned()))?;
        Ok(Self {
            quantifier,
            comparison,
            is_negated,
            if_exists,
            key: key.to_owned(),
            values: texts(values)?,
        })
    }

    pub(super) fn is_satisfied(&self, context: &RequestContext) -> bool {
        let found = context.values(&self.key);
        if self.comparison == Comparison::Null {
            return self
                .values
                .iter()
                .any(|value| (value == "true") == found.is_none());
        }
        let Some(found) = found.filter(|found| !found.is_empty()) else {
            return self.if_exists || self.is_satisfied_without_key();
        };
        let is_match = |value: &String| {
            let is_equal = self
                .values
                .iter()
                .any(|wanted| self.compare(value, wanted, context));
            is_equal != self.is_negated
        };
        match self.quantifier {
            Quantifier::One | Quantifier::ForAnyValue => found.iter().any(is_match),
            Quantifier::ForAllValues => found.iter().all(is_match),
        }
    }

    fn is_satisfied_without_key(&self) -> bool {
        match self.quantifier {
            Quantifier::One => self.is_negated,
            Quantifier::ForAnyValue => false,
            Quantifier::ForAllValues => true,
        }
    }

    fn compare(&self, value: &str, wanted: &str, context: &RequestContext) -> bool {
        let expanded = || pattern::expand(wanted, context);
        match self.comparison {
            Comparison::Null => false,
            Comparison::Bool => value.eq_ignore_ascii_case(wanted),
            Comparison::StringEquals => expanded().is_some_and(|wanted| wanted == value),
            Comparison::StringEqualsIgnoreCase => {
                expanded().is_some_and(|wanted| wanted.to_lowercase() == value.to_lowercase())
            }
            Comparison::StringLike => pattern::matches(wanted, value, context),
            Comparison::Arn => is_arn_match(wanted, value, context),
            Comparison::IpAddress => is_in_range(value, wanted),
            Comparison::Number(order) => {
                let numbers = value.parse::<f64>().ok().zip(wanted.parse::<f64>().ok());
                numbers.is_some_and(|(value, wanted)| order.holds(value.partial_cmp(&wanted)))
            }
            Comparison::Date(order) => {
                let times = epoch_seconds(value).zip(epoch_seconds(wanted));
                times.is_some_and(|(value, wanted)| order.holds(Some(value.cmp(&wanted))))
            }
        }
    }
}

impl Order {
    fn holds(self, found: Option<std::cmp::Ordering>) -> bool {
        found.is_some_and(|found| match self {
            Self::Equals => found.is_eq(),
            Self::Less => found.is_lt(),
            Self::LessOrEqual => found.is_le(),
            Self::Greater => found.is_gt(),
            Self::GreaterOrEqual => found.is_ge(),
        })
    }
}

/// The six parts of an ARN are matched one by one, so that a `*` does not reach over a colon.
fn is_arn_match(wanted: &str, value: &str, context: &RequestContext) -> bool {
    let (wanted, value): (Vec<&str>, Vec<&str>) =
        (wanted.splitn(6, ':').collect(), value.splitn(6, ':').collect());
    wanted.len() == 6
        && wanted.len() == value.len()
        && wanted
            .iter()
            .zip(value)
            .all(|(wanted, value)| pattern::matches(wanted, value, context))
}

fn is_in_range(address: &str, range: &str) -> bool {
    let (base, length) = range.split_once('/').unwrap_or((range, "32"));
    let parsed = (
        Ipv4Addr::from_str(address),
        Ipv4Addr::from_str(base),
        length.parse::<u32>(),
    );
    let (Ok(address), Ok(base), Ok(length @ 0..=32)) = parsed else {
        return false;
    };
    let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
    address.to_bits() & mask == base.to_bits() & mask
}

/// A date is written in ISO 8601 or as seconds since 1970.
fn epoch_seconds(text: &str) -> Option<i64> {
    let timestamp = || {
        text.parse::<jiff::Timestamp>()
            .ok()
            .map(jiff::Timestamp::as_second)
    };
    text.parse().ok().or_else(timestamp)
}
