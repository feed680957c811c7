// Stopping role sessions and signing out: what ends is listed before, and can be started again after.
import type { Environment, RoleSession, Snapshot } from '../ipc/types';
import { times, words } from '../words';
import type { AppState } from './app_state.svelte';
import { roleKeyString, type Row } from './catalogue';
import type { EndingRoleSession, Navigation } from './navigation.svelte';
import { displayName } from './display_name';
import type { RoleList } from './role_list.svelte';
import { credentialsEnd, isActive } from './role_session_status';
import type { Toasts } from './toasts.svelte';

/** From how many role sessions on stopping them needs confirmation. */
const CONFIRM_STOP_FROM = 2;

/** Role sessions that start again as soon as the user has signed in. */
type Awaited = { roleSessions: readonly RoleSession[]; isSigningIn: boolean };

const order: readonly (Environment | null)[] = ['production', 'staging', 'development', null];

export class RoleSessionEndings {
  /** By portal. */
  readonly #awaited = new Map<string, Awaited>();

  constructor(
    private readonly appState: AppState,
    private readonly list: RoleList,
    private readonly navigation: Navigation,
    private readonly toasts: Toasts,
    private readonly startAgain: (roleSessions: readonly RoleSession[]) => void,
  ) {
    appState.onReceive((snapshot) => this.#follow(snapshot));
  }

  /** The role sessions that are alive; those of a portal, if it is given. */
  running(portal: string | null = null): RoleSession[] {
    const now = this.appState.host.now();
    const all = this.appState.snapshot?.roleSessions ?? [];
    return all.filter((each) => isActive(each, now) && (portal === null || each.portal === portal));
  }

  async stop(row: Row): Promise<void> {
    const { stopped } = words.toast;
    const [running] = this.#of([row]);
    const done = await this.appState.request((host) => host.stopRoleSession(row.roleKey), displayName(row));
    if (done === undefined) return;
    if (running === undefined) this.toasts.show(stopped(displayName(row)));
    else this.#showStopped(stopped(displayName(row)), [running]);
  }

  stopSeveral(rows: readonly Row[]): void {
    const running = this.#of(rows);
    this.#confirmStop(running, async () => {
      const results = await Promise.all(
        running.map((each) => this.appState.request((host) => host.stopRoleSession(each.roleKey))),
      );
      const stopped = running.filter((_, at) => results[at] !== undefined);
      if (stopped.length > 0) this.#showStopped(words.multiSelect.stopped(stopped.length), stopped);
    });
  }

  stopAll(): void {
    const running = this.running();
    this.#confirmStop(running, async () => {
      const done = await this.appState.request((host) => host.stopAllRoleSessions());
      if (done !== undefined) this.#showStopped(words.multiSelect.stopped(running.length), running);
    });
  }

  /** Signs out; asks first if that stops role sessions. */
  signOut(portal: string): void {
    const running = this.running(portal);
    if (running.length === 0) return void this.#signOut(portal, running);
    const { signOutTitle, signOutText, signOutConfirm } = words.endings;
    this.navigation.confirm({
      title: signOutTitle(portal),
      text: signOutText(running.length),
      confirmLabel: signOutConfirm(running.length),
      row: null,
      roleSessions: this.#listed(running),
      danger: true,
      onConfirm: () => void this.#signOut(portal, running),
    });
  }

  async #signOut(portal: string, running: readonly RoleSession[]): Promise<void> {
    const done = await this.appState.request((host) => host.signOut(portal), portal);
    if (done === undefined) return;
    const { signedOut, signInAgain } = words.endings;
    const text = signedOut(portal, running.length);
    if (running.length === 0) this.toasts.show(text);
    else this.toasts.showUndo(text, signInAgain, () => void this.#signInAgain(portal, running));
  }

  async #signInAgain(portal: string, roleSessions: readonly RoleSession[]): Promise<void> {
    this.#awaited.set(portal, { roleSessions, isSigningIn: false });
    this.appState.signIns.begin(portal);
    const done = await this.appState.request((host) => host.signIn(portal, 'browser'), portal);
    if (done === undefined) this.#awaited.delete(portal);
  }

  /** Starts what waits for a sign-in that has succeeded, and forgets what waits for one that was cancelled. */
  #follow({ portals }: Snapshot): void {
    for (const [name, awaited] of this.#awaited) {
      const state = portals.find((portal) => portal.name === name)?.signIn.state ?? 'signedOut';
      if (state === 'waitingForBrowser' || state === 'waitingForCode') awaited.isSigningIn = true;
      else if (awaited.isSigningIn) {
        this.#awaited.delete(name);
        if (state === 'signedIn') this.startAgain(awaited.roleSessions);
      }
    }
  }

  #of(rows: readonly Row[]): RoleSession[] {
    const keys = new Set(rows.map(({ key }) => key));
    return this.running().filter(({ roleKey }) => keys.has(roleKeyString(roleKey)));
  }

  #showStopped(text: string, stopped: readonly RoleSession[]): void {
    this.toasts.showUndo(text, words.labels.undo, () => this.startAgain(stopped));
  }

  #confirmStop(running: readonly RoleSession[], stop: () => Promise<void>): void {
    if (running.length < CONFIRM_STOP_FROM) return void stop();
    const { stopTitle, stopText, stopConfirm } = words.endings;
    this.navigation.confirm({
      title: stopTitle(running.length),
      text: stopText(running.length),
      confirmLabel: stopConfirm(running.length),
      row: null,
      roleSessions: this.#listed(running),
      danger: true,
      onConfirm: () => void stop(),
    });
  }

  /** As the question lists them, production first. */
  #listed(running: readonly RoleSession[]): EndingRoleSession[] {
    const now = this.appState.host.now();
    const listed = running.map((each) => {
      const row = this.list.findRow(each.roleKey);
      const { accountId, roleName } = each.roleKey;
      return {
        key: roleKeyString(each.roleKey),
        name: row === null ? words.role(accountId, roleName) : displayName(row),
        environment: row?.account.environment ?? null,
        left: times.left(credentialsEnd(each) - now),
      };
    });
    return listed.sort((a, b) => order.indexOf(a.environment) - order.indexOf(b.environment));
  }
}
