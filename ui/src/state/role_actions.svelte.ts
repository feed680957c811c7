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

const CONFIRMATION_NEEDED: ProblemCode = 'confirmationNeeded';

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

  async openConsole(row: Row, destination: DestinationKey | null = null, confirmed = false): Promise<void> {
    const open = (isConfirmed: boolean) => void this.openConsole(row, destination, isConfirmed);
    const confirm = () => this.#confirmProduction(row, words.productionGuard.console, () => open(true));
    if (!confirmed && this.#isGuarded(row)) return confirm();
    const toast = this.toasts.show(words.toast.opening(displayName(row)));
    const done = await this.#requestGuarded(
      row,
      (host) => host.openConsole(row.roleKey, destination, confirmed),
      () => open(confirmed),
      confirm,
    );
    if (done === undefined) this.toasts.dismiss(toast);
  }

  async copy(row: Row, exportFormat: ExportFormat, confirmed = false): Promise<void> {
    const copy = (isConfirmed: boolean) => void this.copy(row, exportFormat, isConfirmed);
    const confirm = () => this.#confirmProduction(row, words.productionGuard.copy, () => copy(true));
    if (exportFormat.secret && !confirmed && this.#isGuarded(row)) return confirm();
    const copied = await this.#requestGuarded(
      row,
      (host) => host.copyExport(row.roleKey, exportFormat.format, confirmed),
      () => copy(confirmed),
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

  async #start(row: Row, confirmed = false): Promise<void> {
    const start = (isConfirmed: boolean) => void this.#start(row, isConfirmed);
    const confirm = () => this.#confirmProduction(row, words.productionGuard.start, () => start(true));
    if (!confirmed && this.#isGuarded(row)) return confirm();
    const done = await this.#requestGuarded(
      row,
      (host) => host.startRoleSession(row.roleKey, confirmed),
      () => start(confirmed),
      confirm,
    );
    if (done !== undefined) this.toasts.show(words.toast.started(displayName(row)));
  }

  /** Starts several rows; asks once about all that are production. */
  /** Starts role sessions again as they were renewed before, after the production guard. */
  async startAgain(roleSessions: readonly RoleSession[]): Promise<void> {
    const rows = roleSessions.map(({ roleKey }) => this.list.findRow(roleKey)).filter((row) => row !== null);
    const renewed = new Map(roleSessions.map((each) => [roleKeyString(each.roleKey), each.renewal === 'on']));
    await this.#startSeveral(rows, false, renewed);
  }

  /** `renewed` has the keys of those that are started again, and whether they are renewed. */
  async #startSeveral(
    rows: readonly Row[],
    confirmed = false,
    renewed: ReadonlyMap<string, boolean> = new Map(),
  ): Promise<void> {
    const confirm = (unconfirmed: readonly Row[], all: readonly Row[]) =>
      this.navigation.confirm({
        title: words.productionGuard.title,
        ...words.productionGuard.startSeveral(unconfirmed.map(displayName), all.length),
        row: null,
        danger: true,
        onConfirm: () => void this.#startSeveral(all, true, renewed),
      });
    const guarded = confirmed ? [] : rows.filter((row) => this.#isGuarded(row));
    if (guarded.length > 0) return confirm(guarded, rows);
    const unconfirmed: Row[] = [];
    const start = async (row: Row) => {
      const started = await this.#requestGuarded(
        row,
        (host) => host.startRoleSession(row.roleKey, confirmed),
        () => void this.#startSeveral([row], confirmed, renewed),
        () => unconfirmed.push(row),
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
    if (unconfirmed.length > 0) confirm(unconfirmed, unconfirmed);
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
  async toggleDefault(row: Row, confirmed = false): Promise<void> {
    if (this.list.isDefault(row)) return this.confirmClearDefault();
    const previous = this.appState.snapshot?.default ?? null;
    const wasActive = this.isActive(row);
    const make = (isConfirmed: boolean) => void this.toggleDefault(row, isConfirmed);
    const confirm = () => this.#confirmProduction(row, words.productionGuard.default, () => make(true));
    if (!confirmed && this.#isGuarded(row)) return confirm();
    const done = await this.#requestGuarded(
      row,
      (host) => host.setDefault(row.roleKey, confirmed),
      () => make(confirmed),
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
    const done = await this.appState.request((host) => host.setDefault(null, false));
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

  async #restoreDefault(previous: RoleKey | null, started: Row | null, confirmed = false): Promise<void> {
    const row = previous === null ? null : this.list.findRow(previous);
    const restore = (isConfirmed: boolean) => void this.#restoreDefault(previous, started, isConfirmed);
    const confirm = () => this.#confirmProduction(row, words.productionGuard.default, () => restore(true));
    if (!confirmed && row !== null && this.#isGuarded(row)) return confirm();
    const done = await this.#requestGuarded(
      row,
      (host) => host.setDefault(previous, confirmed),
      () => restore(confirmed),
      confirm,
    );
    if (done === undefined || started === null || !this.isActive(started)) return;
    await this.appState.request((host) => host.stopRoleSession(started.roleKey), displayName(started));
  }

  #isGuarded(row: Row): boolean {
    return this.appState.snapshot?.settings.askBeforeProduction === true && row.account.environment === 'production';
  }

  #confirmProduction(row: Row | null, question: ProductionQuestion, onConfirm: () => void): void {
    const { title, unlistedTitle } = words.productionGuard;
    const isUnlisted = row !== null && row.account.environment !== 'production';
    this.navigation.confirm({
      title: isUnlisted ? unlistedTitle : title,
      ...question,
      row,
      danger: true,
      onConfirm,
    });
  }

  /** Like `#request`, but asks the user if the host requires a confirmation. Without a row, none is pending. */
  async #requestGuarded<T>(
    row: Row | null,
    command: Command<T>,
    retry: () => void,
    confirm: () => void,
  ): Promise<T | undefined> {
    if (row !== null) this.pending.add(row.key);
    const result = await this.appState.call(command);
    if (row !== null) this.pending.delete(row.key);
    if (result.status === 'error' && result.error.code === CONFIRMATION_NEEDED) {
      confirm();
      return undefined;
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
