// What the host sent last: the snapshot, the catalogue's rows, and why the last action failed.
import type { CommandResult, Host } from '../ipc/host';
import type { CatalogueRows, Problem, Snapshot } from '../ipc/types';
import { words } from '../words';
import { SignIns } from './sign_ins';

/** A command to the host. */
export type Command<T> = (host: Host) => Promise<CommandResult<T>>;

/** An action that failed. */
export type ActionError = {
  problem: Problem;
  /** What it was about, such as `payments-prod / AdministratorAccess`. */
  about: string | null;
  retry: () => void;
};

/** Why an action fails that waited for an MFA code in vain. */
const missingCode: readonly Problem['code'][] = ['mfaCodeNeeded', 'mfaCodeRefused'];

/** The shortest time between two reads of the rows while a refresh changes them, in milliseconds. */
const ROWS_READ_INTERVAL = 250;

export class AppState {
  readonly signIns = new SignIns();
  snapshot = $state.raw<Snapshot | null>(null);
  rows = $state.raw<CatalogueRows | null>(null);
  actionError = $state.raw<ActionError | null>(null);
  #readingRows = false;
  #rowsVersion = '';
  #expectsMissingCode = false;
  readonly #followers: ((snapshot: Snapshot) => void)[] = [];

  constructor(readonly host: Host) {}

  /** Whether there is anything to list roles of: a portal, or a role that the user defined. */
  get hasSources(): boolean {
    return this.snapshot !== null && (this.snapshot.portals.length > 0 || this.snapshot.catalogue.roles > 0);
  }

  /** Follows the host's changes until the returned function is called. */
  async subscribe(): Promise<() => void> {
    const unsubscribe = await this.host.onSnapshot((snapshot) => this.#receive(snapshot));
    const snapshot = await this.request((host) => host.snapshot());
    // A change that arrived meanwhile is newer than this result.
    if (snapshot !== undefined && this.snapshot === null) this.#receive(snapshot);
    return unsubscribe;
  }

  /** Runs a command. Returns undefined and sets `actionError` if it fails; retrying runs the same command again. */
  async request<T>(command: Command<T>, about: string | null = null): Promise<T | undefined> {
    const retry = () => void this.request(command, about);
    return this.requestOr(command, about, retry);
  }

  /** Like `request`, with its own way to retry. */
  async requestOr<T>(command: Command<T>, about: string | null, retry: () => void): Promise<T | undefined> {
    return this.unwrap(await this.call(command), about, retry);
  }

  /** Runs a command and leaves the result to the caller. A host that does not respond counts as an error. */
  async call<T>(command: Command<T>): Promise<CommandResult<T>> {
    try {
      return await command(this.host);
    } catch {
      return { status: 'error', error: words.problem.noResponse };
    }
  }

  /** Returns the data of a result, or undefined after setting `actionError`. */
  unwrap<T>(result: CommandResult<T>, about: string | null, retry: () => void): T | undefined {
    if (result.status === 'ok') {
      if (this.actionError?.about === about) this.actionError = null;
      return result.data;
    }
    if (this.#expectsMissingCode && missingCode.includes(result.error.code)) {
      this.#expectsMissingCode = false;
      return undefined;
    }
    this.actionError = { problem: result.error, about, retry };
    return undefined;
  }

  /** The user gave no MFA code: they know why the next action fails that waits for one. */
  expectMissingCode(): void {
    this.#expectsMissingCode = true;
  }

  /** Calls `follower` with every snapshot that arrives. */
  onReceive(follower: (snapshot: Snapshot) => void): void {
    this.#followers.push(follower);
  }

  #receive(snapshot: Snapshot): void {
    if (snapshot.mfaQuestions.length > (this.snapshot?.mfaQuestions.length ?? 0)) this.#expectsMissingCode = false;
    this.snapshot = snapshot;
    this.#followers.forEach((follower) => follower(snapshot));
    void this.#readRows();
  }

  async #readRows(): Promise<void> {
    if (this.#readingRows) return;
    this.#readingRows = true;
    try {
      for (let latest = this.#latestVersion(); latest !== this.#rowsVersion; latest = this.#latestVersion()) {
        const isFirst = this.rows === null;
        this.#rowsVersion = latest;
        const rows = await this.request((host) => host.listAccountRoles());
        if (rows === undefined) return;
        this.rows = rows;
        if (!isFirst) await new Promise((resolve) => setTimeout(resolve, ROWS_READ_INTERVAL));
      }
    } finally {
      this.#readingRows = false;
    }
  }

  /** The demo counts its revisions separately. */
  #latestVersion(): string {
    return `${this.snapshot?.demo} ${this.snapshot?.catalogue.revision}`;
  }
}
