//! Roles that the user defined, and the roles that lead to them.

use super::{problem, role_key};
use crate::wire::{
    CertificateView, ChainStepView, RoleDefinitionView, RoleFieldText, RoleFormFaultView, TestRoleView,
};
use rolecall::keeper::Snapshot;
use rolecall::ports::CallerIdentity;
use rolecall::problem::Problem;
use rolecall::settings::{RoleFormFault, role_field_texts};
use rolecall_model::role_definition::RoleDefinition;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;

/// More steps are not shown.
const MAX_STEPS: usize = 16;

/// Returns what is wrong with a form.
pub(crate) fn role_form_faults(faults: &[RoleFormFault]) -> Vec<RoleFormFaultView> {
    let faults = faults.iter();
    faults
        .map(|fault| RoleFormFaultView {
            key: fault.key.clone(),
            problem: problem(&Problem::from(fault)),
        })
        .collect()
}

/// Returns who one becomes with a role.
pub(crate) fn identity(identity: CallerIdentity) -> TestRoleView {
    TestRoleView::Succeeded {
        arn: identity.arn,
        account_id: identity.account,
    }
}

pub(super) fn role_definition(snapshot: &Snapshot, definition: &RoleDefinition) -> RoleDefinitionView {
    let key = definition.key();
    let resolved = snapshot.settings.resolve(&key);
    let endpoints = resolved.as_ref().ok().map(|role| role.source.endpoints());
    let endpoint_url = endpoints.as_ref().and_then(|all| all.endpoint_url.as_ref());
    let fields = role_field_texts(&definition.method).into_iter();
    let chain = chain(&snapshot.settings, key);
    RoleDefinitionView {
        name: definition.name.to_string(),
        fields: fields
            .map(|field| RoleFieldText {
                key: field.key,
                text: field.text,
            })
            .collect(),
        chain: chain.iter().map(|role| step(snapshot, role)).collect(),
        region: endpoints.as_ref().map(|all| all.region.to_string()),
        endpoint_url: endpoint_url.map(|url| url.as_str().to_owned()),
        certificate: snapshot
            .certificates
            .get(&definition.key())
            .map(|state| CertificateView {
                ends_at: state.ends_at.to_string(),
                ends_soon: state.ends_soon,
            }),
        problem: resolved.err().map(|error| problem(&Problem::from(&error))),
    }
}

/// Returns the roles that lead to `role` as far as they are defined, each once.
fn chain(settings: &Settings, role: RoleRef) -> Vec<RoleRef> {
    let mut steps = vec![role];
    while let Some(parent) = steps.last().and_then(|role| parent(settings, role)) {
        if steps.contains(parent) || steps.len() == MAX_STEPS {
            break;
        }
        steps.push(parent.clone());
    }
    steps.reverse();
    steps
}

fn parent<'a>(settings: &'a Settings, role: &RoleRef) -> Option<&'a RoleRef> {
    let definition = settings.definition(role.defined_name()?)?;
    let parent = definition.method.parent();
    parent.filter(|_| definition.key() == *role)
}

fn step(snapshot: &Snapshot, role: &RoleRef) -> ChainStepView {
    ChainStepView {
        role_key: role_key(role),
        target: role.target(),
        account_name: snapshot.account_or_unlisted(role).name,
    }
}
