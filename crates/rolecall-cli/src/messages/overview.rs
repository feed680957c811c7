//! `rolecall` without a verb. A command comes with what it does.

pub(crate) const INTRODUCTION: &str = "Rolecall gives you access to your AWS accounts and roles.";
pub(crate) const FREQUENTLY_USED: &str = "Frequently used:";
/// Between `@default` and its role.
pub(crate) const IS: &str = " is ";

const HELP: (&str, &str) = ("rolecall --help", "show all commands");

pub(crate) const WITHOUT_PORTAL: [(&str, &str); 2] = [
    (
        "rolecall portal add NAME --start-url URL --region REGION",
        "add your access portal",
    ),
    HELP,
];

pub(crate) const SIGNED_OUT: [(&str, &str); 2] = [("rolecall sign-in", "sign in"), HELP];

pub(crate) const SIGNED_IN: [(&str, &str); 6] = [
    ("rolecall roles", "list your roles"),
    ("rolecall exec TARGET -- COMMAND", "run a command as a role"),
    ("rolecall default TARGET", "switch the default role"),
    ("rolecall console TARGET", "open the AWS console"),
    ("rolecall history", "show what was used, and by which program"),
    HELP,
];
