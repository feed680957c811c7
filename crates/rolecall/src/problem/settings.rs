//! Problems of the settings file, and of changes of it.

use super::{Problem, ProblemCode};
use crate::hostile_text::without_isolates;
use crate::messages;
use crate::ports::SettingsFileError;
use crate::settings::{InvalidSettingValue, SettingsEditError, SettingsError};

problems! {
    SettingsFileError => |error| match error {
        SettingsFileError::Unreadable { .. } => Self::new(ProblemCode::SettingsUnreadable, error.to_string()),
        SettingsFileError::OtherOwner { path, is_folder } => Self {
            summary: messages::settings_file::other_owner(path),
            advice: messages::settings_file::take_back(path, *is_folder),
            // The summary says it all.
            detail: String::new(),
            ..Self::new(ProblemCode::SettingsUnreadable, error.to_string())
        },
        SettingsFileError::WritableByOthers { path } => Self {
            summary: messages::settings_file::writable_by_others(path),
            advice: messages::settings_file::make_private(path),
            // The summary says it all.
            detail: String::new(),
            ..Self::new(ProblemCode::SettingsUnreadable, error.to_string())
        },
        SettingsFileError::Unwritable(fault) => {
            let problem = Self::new(ProblemCode::SettingsUnwritable, error.to_string());
            problem.with_fault(messages::files::SETTINGS_NOT_SAVED, fault)
        }
        SettingsFileError::Busy => Self::new(ProblemCode::Busy, error.to_string()),
    };
    SettingsError => |error| {
        let detail = without_isolates(&messages::settings_file::fault_at_line(error)).into_owned();
        let problem = Self::new(ProblemCode::SettingsUnreadable, detail);
        Self { advice: messages::settings_file::fix(error), ..problem }
    };
    SettingsEditError => |error| match error {
        SettingsEditError::Unreadable(error) => Self::from(error),
        SettingsEditError::InvalidValue(error) => Self::from(error),
        SettingsEditError::PortalExists => Self::invalid_input(messages::input::PORTAL_EXISTS),
        SettingsEditError::PortalNotFound => Self::invalid_input(messages::input::PORTAL_NOT_FOUND),
        SettingsEditError::RoleExists => Self::invalid_input(messages::input::ROLE_EXISTS),
        SettingsEditError::RoleInUse(children) => {
            Self::invalid_input("").with_words(messages::roles::in_use(children))
        }
        SettingsEditError::RoleNotFound => Self::invalid_input(messages::input::ROLE_NOT_FOUND),
        SettingsEditError::InvalidAlias => Self::invalid_input(messages::input::ALIAS),
        SettingsEditError::InvalidLimit => Self::invalid_input(messages::input::LIMIT),
        SettingsEditError::InvalidNote => Self::invalid_input(messages::input::NOTE),
        SettingsEditError::InvalidTags => Self::invalid_input(messages::input::TAGS),
        SettingsEditError::UnsupportedLayout => Self::invalid_input(messages::input::SETTINGS_LAYOUT),
    };
    InvalidSettingValue => |error| Self {
        // The summary says what would be valid.
        advice: String::new(),
        ..Self::invalid_input(messages::input::setting_not_changed(error))
    };
}
