// The wire's types under the names the page uses. Every other file imports them from here, never from the bindings.
import type { ProblemView, RoomWanted } from './bindings';

export type {
  AccountKey,
  AccountView as Account,
  AppearanceView as Appearance,
  AssignmentKey,
  CopiedView as CopyReceipt,
  DestinationKey,
  DestinationView as Destination,
  EnvironmentView as Environment,
  ExportedView as ExportReceipt,
  ExportView as ExportFormat,
  HistoryEntryView as HistoryEntry,
  HistoryQueryView as HistoryQuery,
  HistoryView as HistoryPart,
  HolderView as StaleDefaultUser,
  LifeView as RoleSessionPhase,
  LimitView as Limit,
  NewPortal,
  PortalView as Portal,
  RecoveryView as Recovery,
  RenewalView as RenewalMode,
  RoleSessionView as RoleSession,
  RoleView as Role,
  RowsView as CatalogueRows,
  SettingsView as Settings,
  SignInMethodView as SignInMethod,
  SignInView as SignInState,
  SnapshotView as Snapshot,
  SpanView as RoleSessionSpan,
  StartUrlView as ParsedStartUrl,
} from './bindings';
export type { Colour, HistoryEvent, ProblemCode, Surface } from './wire_enums';

/** A failure in words. `noResponse` is the page's own: the program did not respond to a command. */
export type Problem = Omit<ProblemView, 'code'> & { code: ProblemView['code'] | 'noResponse' };

/** A view that something outside the page asks for. */
export type RequestedView = RoomWanted['room'];
