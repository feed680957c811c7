// What the user can do with roles. Each action sends a command to the host and confirms it with a toast.
import { SvelteSet } from 'svelte/reactivity';

import type { RoleKey, DestinationKey, ExportFormat, ProblemCode, RoleSession } from '../ipc/types';
import { words } from '../words';
import type { AppState, Command } from './app_state.svelte';
import { roleKeyString, type Row } from './catalogue';
import type { Clipboard } from './clipboard.svelte';
import { displayName } from './display_name';
import type { Navigation } from './navigation.svelte';
import type { RoleList } from './role_list.svelte';
import { RoleSessionEndings } from './role_session_endings.svelte';
import { isActive } from './role_session_status';
import type { Toasts } from './toasts.svelte';

export { displayName };

/** What is asked before production, and the button that does it. */
type ProductionQuestion = { text: string; confirmLabel: string };

const CONFIRMATION_NEEDED = 'confirmationNeeded' satisfies ProblemCode;
const REASON_NEEDED = 'reasonNeeded' satisfies ProblemCode;

/** What the user answered to the question before production. */
type Consent = { confirmed: boolean; reason: string | null };

const NO_CONSENT: Consent = { confirmed: false, reason: null };

export class RoleActions {
  /** Keys of the roles with a command under way. */
  readonly pending = new SvelteSet<string>();
  readonly endings: RoleSessionEndings;

  constructor(
    private readonly appState: AppState,
    private readonly list: RoleList,
    private readonly navigation: Navigation,
    private readonly toasts: Toasts,
    private readonly clipboard: Clipboard,
  ) {
    const startAgain = (roleSessions: readonly RoleSession[]) => void this.startAgain(roleSessions);
    this.endings = new RoleSessionEndings(appState, list, navigation, toasts, startAgain);
  }

  async openConsole(row: Row, destination: DestinationKey | null = null, consent = NO_CONSENT): Promise<void> {
    const open = (given: Consent) => void this.openConsole(row, destination, given);
    const confirm = (code?: ProblemCode) => this.#confirmProduction(row, words.productionGuard.console, open, code);
    if (this.#isGuarded(row, consent)) return confirm();
    const toast = this.toasts.show(words.toast.opening(displayName(row)));
    const done = await this.#requestGuarded(
      row,
      (host) => host.openConsole(row.roleKey, destination, consent.confirmed, consent.reason),
      () => open(consent),
      confirm,
    );
    if (done === undefined) this.toasts.dismiss(toast);
  }

  async copy(row: Row, exportFormat: ExportFormat, consent = NO_CONSENT): Promise<void> {
    const copy = (given: Consent) => void this.copy(row, exportFormat, given);
    const confirm = (code?: ProblemCode) => this.#confirmProduction(row, words.productionGuard.copy, copy, code);
    if (exportFormat.secret && this.#isGuarded(row, consent)) return confirm();
    const copied = await this.#requestGuarded(
      row,
      (host) => host.copyExport(row.roleKey, exportFormat.format, consent.confirmed, consent.reason),
      () => copy(consent),
      confirm,
    );
    if (copied !== undefined) this.clipboard.showCopied(copied);
  }

  isActive(row: Row): boolean {
    const roleSession = this.list.roleSessions.get(row.key);
    return roleSession !== undefined && isActive(roleSession, this.appState.host.now());
  }

  async startOrStop(row: Row): Promise<void> {
    if (this.pending.has(row.key)) return;
    return this.isActive(row) ? this.stop(row) : this.#start(row);
  }

  async stop(row: Row): Promise<void> {
    this.pending.add(row.key);
    await this.endings.stop(row);
    this.pending.delete(row.key);
  }

  async #start(row: Row, consent = NO_CONSENT): Promise<void> {
    const start = (given: Consent) => void this.#start(row, given);
    const confirm = (code?: ProblemCode) => this.#confirmProduction(row, words.productionGuard.start, start, code);
    if (this.#isGuarded(row, consent)) return confirm();
    const done = await this.#requestGuarded(
      row,
      (host) => host.startRoleSession(row.roleKey, consent.confirmed, consent.reason),
      () => start(consent),
      confirm,
    );
    if (done !== undefined) this.toasts.show(words.toast.started(displayName(row)));
  }

  /** Starts role sessions again as they were renewed before, after the production guard. */
  async startAgain(roleSessions: readonly RoleSession[]): Promise<void> {
    const rows = roleSessions.map(({ roleKey }) => this.list.findRow(roleKey)).filter((row) => row !== null);
    const renewed = new Map(roleSessions.map((each) => [roleKeyString(each.roleKey), each.renewal === 'on']));
    await this.#startSeveral(rows, NO_CONSENT, renewed);
  }

  /** Starts several rows; asks once about all that are production. `renewed` has the keys of those that are started again, and whether they are renewed. */
  async #startSeveral(
    rows: readonly Row[],
    consent = NO_CONSENT,
    renewed: ReadonlyMap<string, boolean> = new Map(),
  ): Promise<void> {
    const confirm = (unconfirmed: readonly Row[], all: readonly Row[], isReasonRequired: boolean) =>
      this.navigation.confirm({
        title: words.productionGuard.title,
        ...words.productionGuard.startSeveral(unconfirmed.map(displayName), all.length),
        row: null,
        reason: isReasonRequired ? 'required' : 'optional',
        danger: true,
        onConfirm: (reason) => void this.#startSeveral(all, { confirmed: true, reason }, renewed),
      });
    const guarded = rows.filter((row) => this.#isGuarded(row, consent));
    const lacksReason = guarded.some((row) => this.#lacksReason(row));
    if (guarded.length > 0) return confirm(guarded, rows, lacksReason);
    const unconfirmed: Row[] = [];
    let isReasonRequired = false;
    const start = async (row: Row) => {
      const started = await this.#requestGuarded(
        row,
        (host) => host.startRoleSession(row.roleKey, consent.confirmed, consent.reason),
        () => void this.#startSeveral([row], consent, renewed),
        (code) => {
          unconfirmed.push(row);
          isReasonRequired ||= code === REASON_NEEDED;
        },
      );
      const renew = renewed.get(row.key);
      if (started !== undefined && renew !== undefined && renew !== (started.renewal === 'on'))
        await this.setAutoRenewal(row, renew);
      return started;
    };
    const results = await Promise.all(rows.map(start));
    const started = rows.filter((_, at) => results[at] !== undefined);
    const [first] = started;
    if (started.length === 1 && first !== undefined) this.toasts.show(words.toast.started(displayName(first)));
    else if (started.length > 1) this.toasts.show(words.multiSelect.started(started.length));
    if (unconfirmed.length > 0) confirm(unconfirmed, unconfirmed, isReasonRequired);
  }

  /** Starts the rows that are not active; stops all if all are. */
  async startOrStopSeveral(rows: readonly Row[]): Promise<void> {
    const idle = rows.filter((row) => !this.isActive(row));
    if (idle.length > 0) return this.#startSeveral(idle);
    this.endings.stopSeveral(rows);
  }

  stopAll(): void {
    this.endings.stopAll();
  }

  async renew(row: Row): Promise<void> {
    const done = await this.#request(
      row,
      (host) => host.renewRoleSession(row.roleKey),
      () => this.renew(row),
    );
    if (done !== undefined) this.toasts.show(words.toast.renewed(displayName(row)));
  }

  async setAutoRenewal(row: Row, renewing: boolean): Promise<void> {
    await this.#request(
      row,
      (host) => host.setAutoRenewal(row.roleKey, renewing),
      () => this.setAutoRenewal(row, renewing),
    );
  }

  /** Makes a role the default; if it is the default already, asks whether to clear it. */
  async toggleDefault(row: Row, consent = NO_CONSENT): Promise<void> {
    if (this.list.isDefault(row)) return this.confirmClearDefault();
    const previous = this.appState.snapshot?.default ?? null;
    const wasActive = this.isActive(row);
    const make = (given: Consent) => void this.toggleDefault(row, given);
    const confirm = (code?: ProblemCode) => this.#confirmProduction(row, words.productionGuard.default, make, code);
    if (this.#isGuarded(row, consent)) return confirm();
    const done = await this.#requestGuarded(
      row,
      (host) => host.setDefault(row.roleKey, consent.confirmed, consent.reason),
      () => make(consent),
      confirm,
    );
    if (done === undefined) return;
    const started = wasActive ? null : row;
    this.#showDefaultToast(words.defaultRole.changed(displayName(row)), previous, started);
  }

  confirmClearDefault(): void {
    const previous = this.appState.snapshot?.default ?? null;
    if (previous === null) return;
    const row = this.list.findRow(previous);
    const { clearTitle, clearText, clearConfirm } = words.defaultRole;
    this.navigation.confirm({
      title: clearTitle,
      text: clearText(row === null ? previous.roleName : displayName(row)),
      confirmLabel: clearConfirm,
      row: null,
      danger: true,
      onConfirm: () => void this.#clearDefault(previous),
    });
  }

  async #clearDefault(previous: RoleKey): Promise<void> {
    const done = await this.appState.request((host) => host.setDefault(null, false, null));
    if (done !== undefined) this.#showDefaultToast(words.defaultRole.cleared, previous, null);
  }

  async toggleFavourite(row: Row): Promise<void> {
    const favourite = !this.list.isFavourite(row);
    this.list.setFavouriteOptimistically(row, favourite);
    const done = await this.#request(
      row,
      (host) => host.setFavourite(row.roleKey, favourite),
      () => this.toggleFavourite(row),
    );
    if (done === undefined) this.list.setFavouriteOptimistically(row, !favourite);
  }

  /** Adds the rows that are not favourites; removes all if all are. */
  async toggleFavourites(rows: readonly Row[]): Promise<void> {
    const others = rows.filter((row) => !this.list.isFavourite(row));
    const favourite = others.length > 0;
    const done = await this.#requestEach(
      favourite ? others : rows,
      ({ roleKey }) =>
        (host) =>
          host.setFavourite(roleKey, favourite),
    );
    const { favouritesAdded, favouritesRemoved } = words.multiSelect;
    if (done > 0) this.toasts.show(favourite ? favouritesAdded(done) : favouritesRemoved(done));
  }

  /** `started` is the role whose role session the change started: undoing stops it. */
  #showDefaultToast(text: string, previous: RoleKey | null, started: Row | null): void {
    this.toasts.showUndo(text, words.labels.undo, () => void this.#restoreDefault(previous, started));
  }

  async #restoreDefault(previous: RoleKey | null, started: Row | null, consent = NO_CONSENT): Promise<void> {
    const row = previous === null ? null : this.list.findRow(previous);
    const restore = (given: Consent) => void this.#restoreDefault(previous, started, given);
    const confirm = (code?: ProblemCode) => this.#confirmProduction(row, words.productionGuard.default, restore, code);
    if (row !== null && this.#isGuarded(row, consent)) return confirm();
    const done = await this.#requestGuarded(
      row,
      (host) => host.setDefault(previous, consent.confirmed, consent.reason),
      () => restore(consent),
      confirm,
    );
    if (done === undefined || started === null || !this.isActive(started)) return;
    await this.appState.request((host) => host.stopRoleSession(started.roleKey), displayName(started));
  }

  #isGuarded(row: Row, { confirmed, reason }: Consent): boolean {
    const asks = this.appState.snapshot?.settings.askBeforeProduction === true;
    return (
      (row.account.environment === 'production' && asks && !confirmed) || (reason === null && this.#lacksReason(row))
    );
  }

  /** Whether the settings demand a reason for this role, and its role session was not started with one. */
  #lacksReason(row: Row): boolean {
    const demands = this.appState.snapshot?.settings.requireReasonForProduction === true;
    const known = this.isActive(row) ? this.list.roleSessions.get(row.key)?.reason : null;
    return demands && row.account.environment === 'production' && (known ?? null) === null;
  }

  /** `code` is why the host did not do it. */
  #confirmProduction(
    row: Row | null,
    question: ProductionQuestion,
    onConfirm: (consent: Consent) => void,
    code?: ProblemCode,
  ): void {
    const { title, unlistedTitle } = words.productionGuard;
    const isReasonRequired = code === REASON_NEEDED || (row !== null && this.#lacksReason(row));
    const isUnlisted = row !== null && row.account.environment !== 'production';
    this.navigation.confirm({
      title: isUnlisted ? unlistedTitle : title,
      ...question,
      row,
      reason: isReasonRequired ? 'required' : 'optional',
      danger: true,
      onConfirm: (reason) => onConfirm({ confirmed: true, reason }),
    });
  }

  /** Like `#request`, but asks the user if the host requires a confirmation. Without a row, none is pending. */
  async #requestGuarded<T>(
    row: Row | null,
    command: Command<T>,
    retry: () => void,
    confirm: (code: ProblemCode) => void,
  ): Promise<T | undefined> {
    if (row !== null) this.pending.add(row.key);
    const result = await this.appState.call(command);
    if (row !== null) this.pending.delete(row.key);
    if (result.status === 'error') {
      const { code } = result.error;
      if (code === CONFIRMATION_NEEDED || code === REASON_NEEDED) {
        confirm(code);
        return undefined;
      }
    }
    return this.appState.unwrap(result, row === null ? null : displayName(row), retry);
  }

  /** Runs a command for each row. Returns how many succeeded; the last error remains. */
  async #requestEach<T>(rows: readonly Row[], command: (row: Row) => Command<T>): Promise<number> {
    const results = await Promise.all(
      rows.map((row) => this.#request(row, command(row), async () => void (await this.#requestEach([row], command)))),
    );
    return results.filter((result) => result !== undefined).length;
  }

  /** Runs a command for a row; returns undefined if it fails. */
  async #request<T>(row: Row, command: Command<T>, retry: () => Promise<void>): Promise<T | undefined> {
    this.pending.add(row.key);
    const data = await this.appState.requestOr(command, displayName(row), () => void retry());
    this.pending.delete(row.key);
    return data;
  }
}
