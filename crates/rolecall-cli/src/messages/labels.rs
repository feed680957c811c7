//! `rolecall label` and `tag`.

pub(crate) const NO_LABELS: &str =
    "There are no labels yet. Set one with `rolecall label TARGET --alias NAME`.";
pub(crate) const NO_TAGS: &str = "There are no tags yet. Add one with `rolecall tag ACCOUNT TAG`.";

pub(crate) const LIST_LABELS: &str = "List your aliases and what they stand for: rolecall label";

pub(crate) fn role_renamed(aliases: &[String], from: &str, to: &str) -> String {
    let aliases = aliases.join(", ");
    format!(
        "{from} is gone, and {to} came in its place. Aliases that still stand for the role that is gone: {aliases}."
    )
}

pub(crate) fn move_or_keep(alias: &str) -> String {
    format!(
        "If it is the same role, move them: rolecall label {alias} --follow-rename. If not: rolecall label {alias} --ignore-rename"
    )
}

pub(crate) fn not_renamed(role: &str) -> String {
    format!("{role} has no alias that could move to a renamed role.")
}

pub(crate) fn none_of(role: &str) -> String {
    format!("{role} has no labels.")
}

pub(crate) fn alias_in_use(alias: &str, role: &str) -> String {
    format!("The alias {alias} is already used for {role}.")
}

pub(crate) fn choose_other_alias(alias: &str) -> String {
    format!("Choose another alias, or remove that one: rolecall label {alias} --no-alias")
}
