//! The values that cross between the shell and the page: plain data, no secret. The only module that derives `specta::Type`.
//!
//! A type named `…View` goes to the page, `…Input` comes from it, `…Key` names something in both directions. Names from AWS cross
//! byte for byte; the page shows them as text nodes only. Times are RFC 3339 UTC text. It must not know the domain's types; only the
//! table of settings is the domain's.

mod history;
mod mfa;
mod portal;
mod problem;
mod role_actions;
mod role_definition;
mod role_session;
mod rows;
mod settings;
mod snapshot;
mod surface;

pub(crate) use history::{
    HistoryDetailView, HistoryEntryView, HistoryEventView, HistoryFileView, HistoryQueryInput, HistoryView,
    RoleSessionSpanView,
};
pub(crate) use mfa::{MfaQuestionPhaseView, MfaQuestionView};
pub(crate) use portal::{AddPortalView, NewPortalInput, PortalFieldView, SignInMethodInput, StartUrlView};
pub(crate) use problem::{ProblemCodeView, ProblemView, RecoveryView};
pub(crate) use role_actions::{
    COMMAND_PREFIX, CopyReceiptView, DestinationInput, DestinationView, ExportView, RecentDestinationsView,
};
pub(crate) use role_definition::{
    CertificateView, ChainStepView, RoleDefinitionView, RoleFieldText, RoleFormFaultView, RoleFormInput,
    SaveRoleView, TestRoleView,
};
pub(crate) use role_session::{
    RenewalView, RoleKey, RoleSessionOutcomeView, RoleSessionPhaseView, RoleSessionView, StaleDefaultUserView,
};
pub(crate) use rows::{
    AccountKey, AccountView, AliasMoveView, ColourView, EnvironmentMarkView, EnvironmentView, OtherAliasView,
    RenameKey, RoleView, RowsView,
};
pub(crate) use settings::{
    LimitView, PatternHitsView, ProductionPreviewView, SettingValueView, SettingValuesView, SettingsInput,
    SettingsView, page_settings, setting_name,
};
pub(crate) use snapshot::{
    CatalogueView, DesktopView, PageView, PortalView, RefreshView, SignInView, SnapshotChanged, SnapshotView,
    ViewRequested,
};
pub(crate) use surface::SurfaceView;
