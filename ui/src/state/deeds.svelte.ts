// What the person can do, each as one call: it asks the host, and says in a toast that it happened.
import { SvelteSet } from 'svelte/reactivity';

import type {
  CopiedView,
  DestinationKey,
  NewPortal,
  ProblemView,
  SettingsView,
  SignInMethodView,
} from '../ipc/bindings';
import type { Answer } from '../ipc/host';
import { words } from '../words';
import { accountName, type Row } from './catalogue';
import type { Desk } from './desk.svelte';
import type { NoticeLine } from './portals';
import type { RoleList } from './role_list.svelte';
import type { Toasts } from './toasts.svelte';

/** How a row is called in a sentence. */
export const called = (row: Row): string => words.role(accountName(row.account), row.role.name);

export class Deeds {
  /** Keys of the assignments whose role session is being started or stopped. */
  readonly pending = new SvelteSet<string>();
  demoStarting = $state(false);

  constructor(
    private readonly desk: Desk,
    private readonly list: RoleList,
    private readonly toasts: Toasts,
  ) {}

  async openConsole(row: Row, destination: DestinationKey | null = null): Promise<void> {
    const note = this.toasts.show(words.toast.opening(called(row)));
    const done = await this.#doing(
      row,
      () => this.desk.host.openConsole(row.assignment, destination),
      () => this.openConsole(row, destination),
    );
    if (done === undefined) this.toasts.dismiss(note);
  }

  async startOrStop(row: Row): Promise<void> {
    if (this.pending.has(row.key)) return;
    const { host } = this.desk;
    const again = () => this.startOrStop(row);
    if (this.#isActive(row)) {
      const done = await this.#doing(row, () => host.stopRoleSession(row.assignment), again);
      if (done !== undefined) this.toasts.show(words.toast.stopped(called(row)));
    } else {
      const done = await this.#doing(row, () => host.startRoleSession(row.assignment), again);
      if (done !== undefined) this.toasts.show(words.toast.started(called(row)));
    }
  }

  async stopAll(): Promise<void> {
    const done = await this.desk.ask(() => this.desk.host.stopAllRoleSessions());
    if (done !== undefined) this.toasts.show(words.toast.stoppedAll);
  }

  async copy(row: Row, format: string): Promise<void> {
    const copied = await this.#doing(
      row,
      () => this.desk.host.copyExport(row.assignment, format),
      () => this.copy(row, format),
    );
    if (copied !== undefined) this.#sayCopied(copied);
  }

  async toggleFavourite(row: Row): Promise<void> {
    const favourite = !this.list.isFavourite(row);
    this.list.markFavourite(row, favourite);
    const answer = await this.#doing(
      row,
      () => this.desk.host.setFavourite(row.assignment, favourite),
      () => this.toggleFavourite(row),
    );
    if (answer === undefined) this.list.markFavourite(row, !favourite);
  }

  async refresh(portal: string | null = null): Promise<void> {
    await this.desk.ask(() => this.desk.host.refresh(portal), portal);
  }

  async cancelRefresh(portal: string | null = null): Promise<void> {
    const running = this.desk.snapshot?.portals.filter((each) => each.refresh !== null) ?? [];
    for (const each of running) {
      if (portal === null || each.name === portal) await this.desk.ask(() => this.desk.host.cancelRefresh(each.name));
    }
  }

  async signIn(portal: string, method: SignInMethodView = 'browser'): Promise<void> {
    await this.desk.ask(() => this.desk.host.signIn(portal, method), portal);
  }

  /** Ends the waiting and begins anew with the other way to sign in. */
  async signInOtherwise(portal: string, method: SignInMethodView): Promise<void> {
    await this.desk.ask(() => this.desk.host.cancelSignIn(portal), portal);
    await this.signIn(portal, method);
  }

  async cancelSignIn(portal: string): Promise<void> {
    await this.desk.ask(() => this.desk.host.cancelSignIn(portal), portal);
  }

  async openSignInPage(portal: string): Promise<void> {
    await this.desk.ask(() => this.desk.host.openSignInPage(portal), portal);
  }

  async copySignInLink(portal: string): Promise<void> {
    const copied = await this.desk.ask(() => this.desk.host.copySignInLink(portal), portal);
    if (copied !== undefined) this.#sayCopied(copied);
  }

  async signOut(portal: string): Promise<void> {
    await this.desk.ask(() => this.desk.host.signOut(portal), portal);
  }

  /** Adds a portal and begins to sign in there. Answers why not, or null. */
  async addPortal(portal: NewPortal, method: SignInMethodView): Promise<ProblemView | null> {
    const answer = await this.desk.host
      .addPortal(portal)
      .catch(() => ({ status: 'error' as const, error: words.problem.noAnswer }));
    if (answer.status === 'error') return answer.error;
    await this.signIn(portal.name, method);
    return null;
  }

  async removePortal(portal: string): Promise<void> {
    await this.desk.ask(() => this.desk.host.removePortal(portal), portal);
  }

  async tryDemo(): Promise<void> {
    this.demoStarting = true;
    await this.desk.ask(() => this.desk.host.tryDemo());
    this.demoStarting = false;
  }

  async leaveDemo(): Promise<void> {
    await this.desk.ask(() => this.desk.host.leaveDemo());
  }

  async saveSettings(settings: SettingsView): Promise<void> {
    await this.desk.ask(() => this.desk.host.saveSettings(settings));
  }

  /** What a notice's button does. */
  async recover(notice: NoticeLine): Promise<void> {
    const { recovery } = notice.problem;
    switch (recovery.action) {
      case 'none':
        return;
      case 'signIn':
        return this.signIn(recovery.portal);
      case 'signInWithCode':
        return this.signIn(recovery.portal, 'deviceCode');
      case 'retry':
      case 'unlockKeychain':
        return this.#again(notice);
    }
  }

  async dismiss(notice: NoticeLine): Promise<void> {
    switch (notice.origin.of) {
      case 'action':
        this.desk.trouble = null;
        return;
      case 'portal': {
        const { portal } = notice.origin;
        await this.desk.ask(() => this.desk.host.dismissProblem(portal));
        return;
      }
      case 'program':
        await this.desk.ask(() => this.desk.host.dismissProblem(null));
        return;
      case 'signIn':
        return;
    }
  }

  async #again(notice: NoticeLine): Promise<void> {
    switch (notice.origin.of) {
      case 'action': {
        const again = this.desk.trouble?.again;
        this.desk.trouble = null;
        again?.();
        return;
      }
      case 'portal':
      case 'signIn':
        return this.refresh(notice.origin.portal);
      case 'program':
        await this.dismiss(notice);
        return this.refresh(null);
    }
  }

  #isActive(row: Row): boolean {
    const running = this.list.roleSessions.get(row.key);
    return running !== undefined && Date.parse(running.expiresAt) > this.desk.host.now();
  }

  /** Answers undefined when it did not happen. */
  async #doing<T>(row: Row, question: () => Promise<Answer<T>>, again: () => Promise<void>): Promise<T | undefined> {
    this.pending.add(row.key);
    const answer = await this.desk.askOr(question, called(row), () => void again());
    this.pending.delete(row.key);
    return answer;
  }

  #sayCopied(copied: CopiedView): void {
    this.toasts.show(words.copy.toast(copied.what), copied.clearsInSeconds);
  }
}
