// What the person can do with roles, each as one call: it asks the host, and says in a toast that it happened.
import { SvelteSet } from 'svelte/reactivity';

import type { AssignmentKey, DestinationKey, ExportView } from '../ipc/bindings';
import type { Answer } from '../ipc/host';
import { words } from '../words';
import { accountName, type Row } from './catalogue';
import type { Desk } from './desk.svelte';
import { isGoing } from './remaining';
import type { RoleList } from './role_list.svelte';
import type { Stage } from './stage.svelte';
import type { Toasts } from './toasts.svelte';

/** How a row is called in a sentence. */
export const called = (row: Row): string => words.role(accountName(row.account), row.role.name);

/** From so many role sessions on, stopping them is asked about first. */
const ASK_FROM = 4;
/** The host's word that a person has to confirm. */
const CONFIRMATION = 'confirmationNeeded';

export class RoleDeeds {
  /** Keys of the assignments of which something is asked just now. */
  readonly pending = new SvelteSet<string>();

  constructor(
    private readonly desk: Desk,
    private readonly list: RoleList,
    private readonly stage: Stage,
    private readonly toasts: Toasts,
  ) {}

  async openConsole(row: Row, destination: DestinationKey | null = null, confirmed = false): Promise<void> {
    const go = (sure: boolean) => void this.openConsole(row, destination, sure);
    const ask = () => this.#confirm(row, words.guard.console, words.guard.openConsole, () => go(true));
    if (!confirmed && this.#isGuarded(row)) return ask();
    const note = this.toasts.show(words.toast.opening(called(row)));
    const done = await this.#guarded(
      row,
      () => this.desk.host.openConsole(row.assignment, destination, confirmed),
      () => go(confirmed),
      ask,
    );
    if (done === undefined) this.toasts.dismiss(note);
  }

  async copy(row: Row, what: ExportView, confirmed = false): Promise<void> {
    const go = (sure: boolean) => void this.copy(row, what, sure);
    const ask = () => this.#confirm(row, words.guard.credentials, words.guard.copy, () => go(true));
    if (what.secret && !confirmed && this.#isGuarded(row)) return ask();
    const copied = await this.#guarded(
      row,
      () => this.desk.host.copyExport(row.assignment, what.format, confirmed),
      () => go(confirmed),
      ask,
    );
    if (copied !== undefined) this.toasts.show(words.copy.toast(copied.what), copied.clearsInSeconds);
  }

  isActive(row: Row): boolean {
    const running = this.list.roleSessions.get(row.key);
    return running !== undefined && isGoing(running, this.desk.host.now());
  }

  async startOrStop(row: Row): Promise<void> {
    if (this.pending.has(row.key)) return;
    return this.isActive(row) ? this.stop(row) : this.#start(row);
  }

  async stop(row: Row): Promise<void> {
    const done = await this.#doing(
      row,
      () => this.desk.host.stopRoleSession(row.assignment),
      () => this.stop(row),
    );
    if (done !== undefined) this.toasts.show(words.toast.stopped(called(row)));
  }

  async #start(row: Row): Promise<void> {
    const done = await this.#doing(
      row,
      () => this.desk.host.startRoleSession(row.assignment),
      () => this.#start(row),
    );
    if (done !== undefined) this.toasts.show(words.toast.started(called(row)));
  }

  /** Starts those that are not active; stops all when all are. */
  async startOrStopSeveral(rows: readonly Row[]): Promise<void> {
    const { host } = this.desk;
    const idle = rows.filter((row) => !this.isActive(row));
    if (idle.length > 0) {
      const started = await this.#each(idle, (row) => host.startRoleSession(row.assignment));
      if (started > 0) this.toasts.show(words.chosen.started(started));
      return;
    }
    this.#askToStop(rows.length, async () => {
      const stopped = await this.#each(rows, (row) => host.stopRoleSession(row.assignment));
      if (stopped > 0) this.toasts.show(words.chosen.stopped(stopped));
    });
  }

  stopAll(): void {
    this.#askToStop(this.list.roleSessions.size, async () => {
      const done = await this.desk.ask(() => this.desk.host.stopAllRoleSessions());
      if (done !== undefined) this.toasts.show(words.toast.stoppedAll);
    });
  }

  async renew(row: Row): Promise<void> {
    const done = await this.#doing(
      row,
      () => this.desk.host.renewRoleSession(row.assignment),
      () => this.renew(row),
    );
    if (done !== undefined) this.toasts.show(words.toast.renewed(called(row)));
  }

  async setRenewing(row: Row, renewing: boolean): Promise<void> {
    await this.#doing(
      row,
      () => this.desk.host.setRenewing(row.assignment, renewing),
      () => this.setRenewing(row, renewing),
    );
  }

  /** Makes it what `@default` means; when it is that already, asks whether nothing shall be. */
  async toggleDefault(row: Row): Promise<void> {
    if (this.list.isDefault(row)) return this.askToClearDefault();
    const before = this.desk.snapshot?.default ?? null;
    const done = await this.#doing(
      row,
      () => this.desk.host.makeDefault(row.assignment),
      () => this.toggleDefault(row),
    );
    if (done !== undefined) this.#sayDefault(words.standard.made(called(row)), before);
  }

  askToClearDefault(): void {
    const before = this.desk.snapshot?.default ?? null;
    if (before === null) return;
    const row = this.list.rowOf(before);
    const say = words.standard;
    this.stage.ask({
      title: say.clearTitle,
      text: say.clearText(row === null ? before.roleName : called(row)),
      act: say.clearDo,
      row: null,
      danger: true,
      go: () => void this.#clearDefault(before),
    });
  }

  async #clearDefault(before: AssignmentKey): Promise<void> {
    const done = await this.desk.ask(() => this.desk.host.makeDefault(null));
    if (done !== undefined) this.#sayDefault(words.standard.cleared, before);
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

  /** Marks those that are not favourites; unmarks all when all are. */
  async toggleFavourites(rows: readonly Row[]): Promise<void> {
    const plain = rows.filter((row) => !this.list.isFavourite(row));
    const favourite = plain.length > 0;
    const done = await this.#each(favourite ? plain : rows, (row) =>
      this.desk.host.setFavourite(row.assignment, favourite),
    );
    if (done > 0) this.toasts.show(favourite ? words.chosen.marked(done) : words.chosen.unmarked(done));
  }

  #sayDefault(text: string, before: AssignmentKey | null): void {
    this.toasts.showUndo(text, () => void this.desk.ask(() => this.desk.host.makeDefault(before)));
  }

  #askToStop(running: number, go: () => Promise<void>): void {
    if (running < ASK_FROM) return void go();
    const say = words.roleSession;
    this.stage.ask({
      title: say.stopAllTitle(running),
      text: say.stopAllText,
      act: say.stopAllDo(running),
      row: null,
      danger: true,
      go: () => void go(),
    });
  }

  #isGuarded(row: Row): boolean {
    return this.desk.snapshot?.settings.askBeforeProduction === true && row.account.environment === 'production';
  }

  #confirm(row: Row, text: string, act: string, go: () => void): void {
    this.stage.ask({ title: words.guard.title, text, act, row, danger: true, go });
  }

  /** As `#doing`; asks the person when the host says that it must. */
  async #guarded<T>(
    row: Row,
    question: () => Promise<Answer<T>>,
    again: () => void,
    ask: () => void,
  ): Promise<T | undefined> {
    this.pending.add(row.key);
    const answer = await this.desk.answerOf(question);
    this.pending.delete(row.key);
    if (answer.status === 'error' && answer.error.code === CONFIRMATION) {
      ask();
      return undefined;
    }
    return this.desk.settle(answer, called(row), again);
  }

  /** Does it with each; answers with how many it was done. The last trouble is kept. */
  async #each<T>(rows: readonly Row[], question: (row: Row) => Promise<Answer<T>>): Promise<number> {
    const answers = await Promise.all(
      rows.map((row) =>
        this.#doing(
          row,
          () => question(row),
          async () => void (await this.#each([row], question)),
        ),
      ),
    );
    return answers.filter((answer) => answer !== undefined).length;
  }

  /** Answers undefined when it did not happen. */
  async #doing<T>(row: Row, question: () => Promise<Answer<T>>, again: () => Promise<void>): Promise<T | undefined> {
    this.pending.add(row.key);
    const answer = await this.desk.askOr(question, called(row), () => void again());
    this.pending.delete(row.key);
    return answer;
  }
}
