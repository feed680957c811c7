// What the person can do with portals, settings and problems, each as one call to the host.
import type { CopiedView, NewPortal, ProblemView, SettingsView, SignInMethodView } from '../ipc/bindings';
import { words } from '../words';
import type { Desk } from './desk.svelte';
import type { NoticeLine } from './notices';
import type { RoleDeeds } from './role_deeds.svelte';
import type { RoleList } from './role_list.svelte';
import type { Stage } from './stage.svelte';
import type { Toasts } from './toasts.svelte';
import { Told } from './told.svelte';

export class Deeds {
  demoStarting = $state(false);
  /** Which notices were taken off the screen here. */
  readonly told = new Told();

  constructor(
    private readonly desk: Desk,
    private readonly list: RoleList,
    private readonly stage: Stage,
    private readonly toasts: Toasts,
    private readonly roles: RoleDeeds,
  ) {}

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

  /** Ends the program; asks first where role sessions are kept alive. */
  quit(): void {
    const go = () => void this.desk.ask(() => this.desk.host.quit());
    const renewing = [...this.list.roleSessions.values()].filter(({ renewal }) => renewal === 'on').length;
    if (renewing === 0) return go();
    const say = words.quit;
    this.stage.ask({ title: say.title, text: say.text(renewing), act: say.act, row: null, danger: false, go });
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
      case 'roleSession':
        return this.told.dismiss(notice.key);
      case 'holders':
        return notice.origin.each.forEach((key) => this.told.dismiss(key));
      case 'tray':
        return this.told.keep(notice.key);
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
      case 'roleSession': {
        const row = this.list.rowOf(notice.origin.assignment);
        return row === null ? undefined : this.roles.renew(row);
      }
      case 'holders':
      case 'tray':
        return;
    }
  }

  #sayCopied(copied: CopiedView): void {
    this.toasts.show(words.copy.toast(copied.what), copied.clearsInSeconds);
  }
}
