//! `rolecall label` and `tag`.

pub(crate) const NO_LABELS: &str =
    "There are no labels yet. Set one with `rolecall label TARGET --alias NAME`.";
pub(crate) const NO_TAGS: &str = "There are no tags yet. Add one with `rolecall tag ACCOUNT TAG`.";

pub(crate) fn none_of(role: &str) -> String {
    format!("{role} has no labels.")
}

pub(crate) fn alias_in_use(alias: &str, role: &str) -> String {
    format!("The alias {alias} is already used for {role}.")
}

pub(crate) fn choose_other_alias(alias: &str) -> String {
    format!("Choose another alias, or remove that one: rolecall label {alias} --no-alias")
}
