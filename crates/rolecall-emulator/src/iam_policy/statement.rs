//! One statement of a policy, and what it says to a request.

use serde_json::{Map, Value};

use super::condition::{self, Condition};
use super::context::RequestContext;
use super::error::{PolicyError, texts};
use super::pattern;
use super::principal::{PrincipalElement, PrincipalMatch, RequestPrincipal};

/// A request, as far as policies see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PolicyRequest<'a> {
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) context: &'a RequestContext,
}

/// What one policy says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Denied,
    Allowed(PrincipalMatch),
    /// It says nothing, which is a denial unless another policy allows.
    Silent,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    is_allow: bool,
    pub(super) principal: Option<PrincipalElement>,
    actions: Patterns,
    pub(super) resources: Option<Patterns>,
    conditions: Vec<Condition>,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Patterns {
    is_negated: bool,
    patterns: Vec<String>,
}

const MEMBERS: [&str; 10] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    // The policies that the console writes may have it.
    "Description",
];

impl Statement {
    pub(super) fn parse(statement: &Value) -> Result<Self, PolicyError> {
        let members = statement.as_object().ok_or(PolicyError::Syntax)?;
        if members.keys().any(|name| !MEMBERS.contains(&name.as_str())) {
            return Err(PolicyError::Syntax);
        }
        let is_allow = match members.get("Effect").and_then(Value::as_str) {
            Some("Allow") => true,
            Some("Deny") => false,
            Some(_) => return Err(PolicyError::Syntax),
            None => return Err(PolicyError::Missing("Effect")),
        };
        let principal = match (members.get("Principal"), members.get("NotPrincipal")) {
            (None, None) => None,
            (Some(element), None) => Some(PrincipalElement::parse(element, false)?),
            (None, Some(element)) => Some(PrincipalElement::parse(element, true)?),
            (Some(_), Some(_)) => return Err(PolicyError::Syntax),
        };
        let actions = Patterns::parse(members, "Action", "NotAction")?;
        let block = members.get("Condition").map(condition::parse_block);
        Ok(Self {
            is_allow,
            principal,
            actions: actions.ok_or(PolicyError::Missing("Action"))?,
            resources: Patterns::parse(members, "Resource", "NotResource")?,
            conditions: block.transpose()?.unwrap_or_default(),
        })
    }

    pub(super) fn allowing_everything() -> Self {
        let everything = || Patterns {
            is_negated: false,
            patterns: vec!["*".to_owned()],
        };
        Self {
            is_allow: true,
            principal: None,
            actions: everything(),
            resources: Some(everything()),
            conditions: Vec::new(),
        }
    }

    /// These accounts may assume the role, tag the session and set its source identity.
    pub(super) fn trusting(accounts: &[String]) -> Self {
        let actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
        Self {
            is_allow: true,
            principal: Some(PrincipalElement::of_accounts(accounts)),
            actions: Patterns {
                is_negated: false,
                patterns: actions.map(str::to_owned).to_vec(),
            },
            resources: None,
            conditions: Vec::new(),
        }
    }

    pub(super) fn verdict(
        &self,
        request: &PolicyRequest<'_>,
        principal: Option<&RequestPrincipal>,
    ) -> Verdict {
        let grant = match (&self.principal, principal) {
            (Some(element), Some(principal)) => element.grant(principal),
            (Some(_), None) => None,
            // The policy of an identity is about this identity.
            (None, _) => Some(PrincipalMatch::Itself),
        };
        let is_about = |patterns: &Patterns| {
            patterns.select(|pattern| pattern::matches(pattern, request.resource, request.context))
        };
        let is_action = |pattern: &str| pattern::matches_action(pattern, request.action);
        let applies = self.actions.select(is_action)
            && self.resources.as_ref().is_none_or(is_about)
            && self
                .conditions
                .iter()
                .all(|condition| condition.is_satisfied(request.context));
        match grant {
            Some(grant) if applies && self.is_allow => Verdict::Allowed(grant),
            Some(_) if applies => Verdict::Denied,
            Some(_) | None => Verdict::Silent,
        }
    }
}

impl Patterns {
    fn parse(members: &Map<String, Value>, name: &str, negated: &str) -> Result<Option<Self>, PolicyError> {
        let (is_negated, values) = match (members.get(name), members.get(negated)) {
            (None, None) => return Ok(None),
            (Some(values), None) => (false, values),
            (None, Some(values)) => (true, values),
            (Some(_), Some(_)) => return Err(PolicyError::Syntax),
        };
        let patterns = texts(values)?;
        let is_prefaced = |action: &String| action == "*" || action.contains(':');
        if name == "Action" && !patterns.iter().all(is_prefaced) {
            return Err(PolicyError::UnprefacedAction);
        }
        Ok(Some(Self { is_negated, patterns }))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(String::as_str)
    }

    fn select(&self, is_match: impl FnMut(&str) -> bool) -> bool {
        self.iter().any(is_match) != self.is_negated
    }
}
