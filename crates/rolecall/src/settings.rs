//! The user's settings in `settings.toml`. The user may edit the file too, so the program changes single values and never
//! rewrites the whole file.
//!
//! It owns the file's format, the valid values and the defaults. It must not know where the file is. Unknown keys are left
//! unchanged. `descriptors` declares every setting that is one value or one list of patterns. The tables are:
//!
//! ```toml
//! [[limit]]                              # of several that match, the shortest applies
//! accounts = ["*prod*", "tag:pci"]       # patterns as those of an environment; absent: every account
//! roles = ["*Admin*"]                    # patterns over role names; absent: every role
//! minutes = 60                           # maximum duration of a role session: 1 to 10080
//!
//! [portal.corp]
//! start_url = "https://d-1234567890.awsapps.com/start"
//! region = "eu-central-1"
//! endpoint_url = "http://127.0.0.1:4599" # only for an emulator or a private endpoint
//! demo = true                            # only for the demo organization
//!
//! [role.deploy]                          # a role that is assumed with the credentials of another
//! assume = "arn:aws:iam::444455556666:role/Deploy"
//! from = "corp/111122223333/Admin"       # or the name of another defined role
//! session_name = "{user}"                # what CloudTrail shows; {user} is the user of the sign-in, and the default
//! duration_seconds = 3600                # 900 to 43200; AWS allows chained roles one hour
//! external_id = "acme-1234"              # what the trust policy of the role asks for
//! source_identity = "ada"
//! tags = { team = "payments" }           # session tags
//! transitive_tags = ["team"]             # those that stay when the next role is assumed
//! policy = '{"Version": "2012-10-17", "Statement": [...]}' # narrows what the role may do
//! policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
//!
//! [role.corp]                            # a role that a SAML assertion leads to
//! saml_assertion = "/run/assertion"      # or saml_command, or "-" for one that the user enters
//! role = "arn:aws:iam::444455556666:role/Corp"
//! saml_provider = "arn:aws:iam::444455556666:saml-provider/Corp"
//! region = "eu-west-1"
//!
//! [role.other]                           # a role whose credentials a command prints
//! credential_process = "/opt/tool"       # or credentials = "entered" for those that the user pastes
//! account = "444455556666"
//! role_name = "Other"
//! region = "eu-west-1"
//!
//! [alias]
//! pay = "corp/111122223333/Admin"
//!
//! [colour]                               # red, orange, amber, green, teal, blue, purple or pink
//! "corp/111122223333/Admin" = "red"
//!
//! [note]                                 # any text of at most 500 characters
//! "corp/111122223333/Admin" = "Ask Ada first."
//!
//! [tags]                                 # of accounts, at every portal
//! 111122223333 = ["pci", "team/payments"]
//! ```

pub mod bounds;
mod descriptors;
mod document;
mod edit;
mod error;
mod read;
mod role_fields;
mod role_form;
mod role_text;

pub use descriptors::{
    InvalidSettingValue, SETTINGS, SettingDescriptor, SettingKind, SettingValue, TextForm, find_setting,
};
pub use edit::{
    add_portal, add_role, remove_portal, remove_role, replace_role, set_alias, set_colour, set_default,
    set_limits, set_mark, set_note, set_setting, set_tags,
};
pub use error::{
    CertificateField, ExpectedValue, RoleField, SettingsEditError, SettingsError, SettingsFault, UserField,
};
pub use read::{SettingState, check_settings, read_setting_states, read_settings, read_settings_and_faults};
pub use role_fields::{FieldText, role_field_texts};
pub use role_form::{
    COMMAND_FIELDS, ENDPOINT_FIELD, MODULE_FIELD, NAME_FIELD, RoleForm, RoleFormFault, RoleFormFaultReason,
    check_role_form,
};

/// In characters: the longest command.
const MAX_COMMAND_LENGTH: usize = 2048;

/// Returns whether `text` can be the command that prints a token or a code: one line that is not empty.
pub fn is_token_command(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= MAX_COMMAND_LENGTH
        && !text.chars().any(|c| c.is_control() && c != '\t')
}

/// The keys of the file that no descriptor has.
mod keys {
    pub(super) const ACCOUNT: &str = "account";
    pub(super) const ACCOUNTS: &str = "accounts";
    pub(super) const ALIAS: &str = "alias";
    pub(super) const ASSUME: &str = "assume";
    pub(super) const ROLES_ANYWHERE: &str = "roles_anywhere";
    pub(super) const COLOUR: &str = "colour";
    pub(super) const CREDENTIALS: &str = "credentials";
    pub(super) const CREDENTIAL_PROCESS: &str = "credential_process";
    pub(super) const DEFAULT: &str = "default";
    pub(super) const DEMO: &str = "demo";
    pub(super) const ENDPOINT_URL: &str = "endpoint_url";
    pub(super) const ENTITLED_APPLICATION_ARN: &str = "entitled_application_arn";
    pub(super) const FROM: &str = "from";
    pub(super) const IDENTITY_CENTER_URL: &str = "identity_center_url";
    pub(super) const LIMIT: &str = "limit";
    pub(super) const LOGIN_SESSION: &str = "login_session";
    pub(super) const MINUTES: &str = "minutes";
    pub(super) const NOTE: &str = "note";
    pub(super) const PORTAL: &str = "portal";
    pub(super) const REGION: &str = "region";
    pub(super) const ROLE: &str = "role";
    pub(super) const ROLES: &str = "roles";
    pub(super) const ROLE_NAME: &str = "role_name";
    pub(super) const SAML_ASSERTION: &str = "saml_assertion";
    pub(super) const SAML_COMMAND: &str = "saml_command";
    pub(super) const SAML_PROVIDER: &str = "saml_provider";
    pub(super) const START_URL: &str = "start_url";
    pub(super) const TAGS: &str = "tags";
    pub(super) const USER: &str = "user";
    pub(super) const WEB_IDENTITY_COMMAND: &str = "web_identity_command";
    pub(super) const WEB_IDENTITY_TOKEN_FILE: &str = "web_identity_token_file";

    /// The keys of a defined role of which one says how its credentials are obtained.
    pub(super) const METHODS: [&str; 10] = [
        ASSUME,
        ROLES_ANYWHERE,
        USER,
        WEB_IDENTITY_TOKEN_FILE,
        WEB_IDENTITY_COMMAND,
        SAML_ASSERTION,
        SAML_COMMAND,
        CREDENTIAL_PROCESS,
        CREDENTIALS,
        LOGIN_SESSION,
    ];
}

#[cfg(test)]
mod tests;
