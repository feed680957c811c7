// What the host said last: the snapshot, the rows, and why the last thing asked of it did not happen.
import type { ProblemView, RowsView, SnapshotView } from '../ipc/bindings';
import type { Answer, Host } from '../ipc/host';
import { words } from '../words';

/** An action that did not happen. */
export type Trouble = {
  problem: ProblemView;
  /** What it was about, such as `payments-prod / AdministratorAccess`. */
  about: string | null;
  /** Does it again. */
  again: () => void;
};

/** At most this often are the rows read while a refresh changes them. */
const ROWS_PAUSE = 250;

export class Desk {
  snapshot = $state.raw<SnapshotView | null>(null);
  rows = $state.raw<RowsView | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  #reading = false;
  #readOf = '';

  constructor(readonly host: Host) {}

  /** Begins to follow the host; the returned function ends it. */
  async open(): Promise<() => void> {
    const close = await this.host.onSnapshot((snapshot) => this.#receive(snapshot));
    const snapshot = await this.ask(() => this.host.snapshot());
    // A change that arrived meanwhile is newer than this answer.
    if (snapshot !== undefined && this.snapshot === null) this.#receive(snapshot);
    return close;
  }

  /** Asks the host; answers undefined and remembers the trouble when it did not happen. */
  async ask<T>(question: () => Promise<Answer<T>>, about: string | null = null): Promise<T | undefined> {
    const again = () => void this.ask(question, about);
    return this.askOr(question, about, again);
  }

  /** As `ask`, with another way to do it again. */
  async askOr<T>(question: () => Promise<Answer<T>>, about: string | null, again: () => void): Promise<T | undefined> {
    return this.settle(await this.answerOf(question), about, again);
  }

  /** Asks the host; one that does not answer is an answer, too. */
  async answerOf<T>(question: () => Promise<Answer<T>>): Promise<Answer<T>> {
    try {
      return await question();
    } catch {
      return { status: 'error', error: words.problem.noAnswer };
    }
  }

  /** Takes what was answered; remembers the trouble when it did not happen. */
  settle<T>(answer: Answer<T>, about: string | null, again: () => void): T | undefined {
    if (answer.status === 'ok') {
      if (this.trouble?.about === about) this.trouble = null;
      return answer.data;
    }
    this.trouble = { problem: answer.error, about, again };
    return undefined;
  }

  #receive(snapshot: SnapshotView): void {
    this.snapshot = snapshot;
    void this.#readRows();
  }

  async #readRows(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      for (let wanted = this.#rowsWanted(); wanted !== this.#readOf; wanted = this.#rowsWanted()) {
        const first = this.rows === null;
        this.#readOf = wanted;
        const rows = await this.ask(() => this.host.listAccountRoles());
        if (rows === undefined) return;
        this.rows = rows;
        if (!first) await new Promise((go) => setTimeout(go, ROWS_PAUSE));
      }
    } finally {
      this.#reading = false;
    }
  }

  /** The demo counts its revisions anew. */
  #rowsWanted(): string {
    return `${this.snapshot?.demo} ${this.snapshot?.catalogue.revision}`;
  }
}
