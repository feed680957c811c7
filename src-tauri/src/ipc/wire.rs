//! What crosses to the page: plain values, no secret. The only room that derives `specta::Type`.
//!
//! Names from AWS cross byte for byte; the page shows them as text nodes only. Times are RFC 3339 UTC text.

mod forms;
mod history;
mod problem;
mod role_session;
mod rows;
mod settings;
mod snapshot;

pub(crate) use forms::{
    CopiedView, DestinationKey, DestinationView, ExportView, NewPortal, SignInMethodView, StartUrlView,
};
pub(crate) use history::{ExportedView, HistoryEntryView, HistoryQueryView, HistoryView, SpanView};
pub(crate) use problem::{ProblemView, RecoveryView};
pub(crate) use role_session::{AssignmentKey, HolderView, LifeView, RenewalView, RoleSessionView};
pub(crate) use rows::{AccountKey, AccountView, EnvironmentView, RoleView, RowsView};
pub(crate) use settings::{AppearanceView, LimitView, SettingsView};
pub(crate) use snapshot::{
    CatalogueView, DesktopView, PortalView, RefreshView, RoomView, RoomWanted, SignInView, SnapshotChanged,
    SnapshotView,
};
