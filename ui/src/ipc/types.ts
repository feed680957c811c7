// The wire's types under the names the page uses. Every other file imports them from here, never from the bindings.
import type { ProblemView, SettingsView, ViewRequested } from './bindings';

export type {
  AccountKey,
  AccountView as Account,
  AddPortalView as AddPortalOutcome,
  AliasMoveView as AliasMove,
  RoleKey,
  ColourView as Colour,
  CopyReceiptView as CopyReceipt,
  DestinationInput as DestinationKey,
  DestinationView as Destination,
  EnvironmentMarkView as EnvironmentMark,
  EnvironmentView as Environment,
  HistoryFileView as ExportReceipt,
  ExportView as ExportFormat,
  HistoryEventView as HistoryEvent,
  HistoryDetailView as HistoryDetail,
  HistoryEntryView as HistoryEntry,
  HistoryQueryInput as HistoryQuery,
  HistoryView as HistoryPart,
  StaleDefaultUserView as StaleDefaultUser,
  RoleSessionOutcomeView as RoleSessionOutcome,
  RoleSessionPhaseView as RoleSessionPhase,
  LimitView as Limit,
  MfaQuestionView as MfaQuestion,
  NewPortalInput as NewPortal,
  PortalFieldView as PortalField,
  PortalView as Portal,
  ProductionPreviewView as ProductionPreview,
  RecentDestinationsView as RecentDestinations,
  RenameKey,
  ProblemCodeView as ProblemCode,
  RecoveryView as Recovery,
  RenewalView as RenewalMode,
  RoleSessionView as RoleSession,
  ChainStepView as ChainStep,
  RoleDefinitionView as RoleDefinition,
  RoleFieldText,
  RoleFormFaultView as RoleFormFault,
  RoleFormInput,
  SaveRoleView as SaveRoleOutcome,
  TestRoleView as TestRoleOutcome,
  RoleView as Role,
  RowsView as CatalogueRows,
  SettingsInput as SettingsChange,
  SettingsView as Settings,
  SignInMethodInput as SignInMethod,
  SignInView as SignInState,
  SnapshotView as Snapshot,
  RoleSessionSpanView as RoleSessionSpan,
  SurfaceView as Surface,
  StartUrlView as ParsedStartUrl,
} from './bindings';

/** A failure in words, as the program sends it. */
export type WireProblem = ProblemView;

/** A failure in words. `noResponse` is the page's own: the program did not respond to a command. */
export type Problem = Omit<ProblemView, 'code'> & { code: ProblemView['code'] | 'noResponse' };

/** The colour scheme of the page. */
export type Appearance = SettingsView['appearance'];

/** A view that something outside the page asks for. */
export type RequestedView = ViewRequested['view'];
