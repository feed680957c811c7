// What the user can do with portals, settings and notices. Each action is one command to the host.
import type { AddPortalOutcome, NewPortal, Portal, Problem, SignInMethod } from '../ipc/types';
import { words } from '../words';
import type { AppState } from './app_state.svelte';
import type { Clipboard } from './clipboard.svelte';
import { DismissedNotices } from './dismissed_notices.svelte';
import type { Navigation } from './navigation.svelte';
import { type Notice, signInKey } from './notices';
import type { RoleActions } from './role_actions.svelte';
import type { RoleList } from './role_list.svelte';
import type { Toasts } from './toasts.svelte';

/** A field of a new portal that has to change. */
export type InvalidPortal = Extract<AddPortalOutcome, { outcome: 'invalid' }>;

export class AppActions {
  demoStarting = $state(false);
  readonly dismissedNotices = new DismissedNotices();

  constructor(
    private readonly appState: AppState,
    private readonly list: RoleList,
    private readonly navigation: Navigation,
    private readonly toasts: Toasts,
    private readonly clipboard: Clipboard,
    private readonly roleActions: RoleActions,
  ) {
    appState.onReceive(({ portals }) => {
      const signedIn = portals.filter(({ signIn }) => signIn.state === 'signedIn');
      signedIn.forEach(({ name }) => this.dismissedNotices.forget(signInKey(name)));
    });
  }

  /** Refreshes a portal, or all that are signed in. */
  async refresh(portal: string | null = null): Promise<void> {
    await this.appState.request((host) => host.refresh(portal), portal);
  }

  async cancelRefresh(portal: string | null = null): Promise<void> {
    const refreshing = this.appState.snapshot?.portals.filter((each) => each.refresh !== null) ?? [];
    for (const { name } of refreshing) {
      if (portal === null || name === portal) {
        await this.appState.request((host) => host.cancelRefresh(name));
      }
    }
  }

  async signIn(portal: string, method: SignInMethod = 'browser'): Promise<void> {
    this.appState.signIns.begin(portal);
    await this.appState.request((host) => host.signIn(portal, method), portal);
  }

  /** Cancels a sign-in under way and starts another with a different method. */
  async switchSignInMethod(portal: string, method: SignInMethod): Promise<void> {
    this.appState.signIns.begin(portal, true);
    await this.appState.request((host) => host.cancelSignIn(portal), portal);
    await this.appState.request((host) => host.signIn(portal, method), portal);
  }

  async cancelSignIn(portal: string): Promise<void> {
    await this.appState.request((host) => host.cancelSignIn(portal), portal);
  }

  async openSignInPage(portal: string): Promise<void> {
    await this.appState.request((host) => host.openSignInPage(portal), portal);
  }

  async copySignInLink(portal: string): Promise<void> {
    const copied = await this.appState.request((host) => host.copySignInLink(portal), portal);
    if (copied !== undefined) this.clipboard.showCopied(copied);
  }

  async copySignInCode(portal: string): Promise<void> {
    const copied = await this.appState.request((host) => host.copySignInCode(portal), portal);
    if (copied !== undefined) this.clipboard.showCopied(copied);
  }

  /** Tells when a sign-in succeeded. The window in which it began comes to the front: the user is in the browser. */
  followSignIns(portals: readonly Portal[]): void {
    for (const { portal, expiresAt, beganHere } of this.appState.signIns.follow(portals)) {
      this.toasts.show(words.signIn.done(portal, expiresAt));
      if (beganHere) void this.appState.call((host) => host.showWindow());
    }
  }

  /** Signs out; asks first if that stops role sessions. */
  signOut(portal: string): void {
    this.roleActions.endings.signOut(portal);
  }

  /** Adds a portal and starts a sign-in there. Returns why it could not be added, or which field is wrong; else null. */
  async addPortal(portal: NewPortal, method: SignInMethod): Promise<Problem | InvalidPortal | null> {
    const result = await this.appState.call((host) => host.addPortal(portal));
    if (result.status === 'error') return result.error;
    if (result.data.outcome === 'invalid') return result.data;
    if (result.data.found !== null) this.toasts.show(result.data.found);
    await this.signIn(portal.name, method);
    return null;
  }

  async removePortal(portal: string): Promise<void> {
    await this.appState.request((host) => host.removePortal(portal), portal);
  }

  async tryDemo(): Promise<void> {
    this.demoStarting = true;
    await this.appState.request((host) => host.tryDemo());
    this.demoStarting = false;
  }

  async leaveDemo(): Promise<void> {
    await this.appState.request((host) => host.leaveDemo());
  }

  /** Closes the window as its close button does; the program keeps running. */
  closeWindow(): void {
    void this.appState.request((host) => host.closeWindow());
  }

  /** Quits the program; asks for confirmation while role sessions are renewed. */
  quit(): void {
    const quit = () => void this.appState.request((host) => host.quit());
    const renewing = [...this.list.roleSessions.values()].filter(({ renewal }) => renewal === 'on').length;
    if (renewing === 0) return quit();
    const { title, text, confirm } = words.quit;
    this.navigation.confirm({
      title,
      text: text(renewing),
      confirmLabel: confirm,
      row: null,
      danger: false,
      onConfirm: quit,
    });
  }

  /** Does what the button beside the failure of the last action says. */
  async recoverAction(): Promise<void> {
    const error = this.appState.actionError;
    if (error === null) return;
    this.appState.actionError = null;
    const { recovery } = error.problem;
    if (recovery.action === 'signIn') return this.signIn(recovery.portal);
    if (recovery.action === 'signInWithCode') return this.signIn(recovery.portal, 'deviceCode');
    error.retry();
  }

  /** Does what the button of a notice says. */
  async recover(notice: Notice): Promise<void> {
    const { recovery, source } = notice;
    if (source.kind === 'aliasMove') {
      await this.appState.request((host) => host.moveAliases(source.rename), notice.about);
      return;
    }
    switch (recovery.action) {
      case 'none':
        return;
      case 'signIn':
        return this.signIn(recovery.portal);
      case 'signInWithCode':
        return this.signIn(recovery.portal, 'deviceCode');
      case 'retry':
      case 'unlockKeychain':
        return this.#retry(notice);
    }
  }

  async dismiss(notice: Notice): Promise<void> {
    const { source } = notice;
    switch (source.kind) {
      case 'portal':
        await this.appState.request((host) => host.dismissProblem(source.portal));
        return;
      case 'program':
        await this.appState.request((host) => host.dismissProblem(null));
        return;
      case 'signIn':
      case 'roleSession':
        return this.dismissedNotices.dismiss(notice.key);
      case 'aliasMove':
        await this.appState.request((host) => host.declineRename(source.rename), notice.about);
        return;
      case 'staleDefaultUsers':
        return source.userKeys.forEach((key) => this.dismissedNotices.dismiss(key));
      case 'tray':
        return this.dismissedNotices.dismissUntilQuit(notice.key);
    }
  }

  async #retry(notice: Notice): Promise<void> {
    const { source } = notice;
    switch (source.kind) {
      case 'portal':
      case 'signIn':
        return this.refresh(source.portal);
      case 'program':
        await this.dismiss(notice);
        return this.refresh(null);
      case 'roleSession': {
        const row = this.list.findRow(source.roleKey);
        return row === null ? undefined : this.roleActions.renew(row);
      }
      case 'staleDefaultUsers':
      case 'aliasMove':
      case 'tray':
        return;
    }
  }
}
