// What the stand-in for the shell holds, whom it tells of changes, and what it was asked for.
import type { RequestedView, Snapshot } from '../types';
import type { WireResult } from '../host';
import { withCode } from './mfa_questions';
import type { Scenario } from './scenarios';

const done = (): Promise<WireResult<null>> => Promise.resolve({ status: 'ok', data: null });

export class FakeState {
  /** Every call, for tests: the command's name and its parameters. */
  readonly calls: [name: string, ...parameters: unknown[]][] = [];
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #wanted = new Set<(view: RequestedView) => void>();
  protected readonly began = Date.now();

  constructor(readonly scenario: Scenario) {}

  now = (): number => this.scenario.now + (Date.now() - this.began);

  onSnapshot = (listener: (snapshot: Snapshot) => void): Promise<() => void> => {
    this.#listeners.add(listener);
    return Promise.resolve(() => this.#listeners.delete(listener));
  };

  onViewRequested = (listener: (view: RequestedView) => void): Promise<() => void> => {
    this.#wanted.add(listener);
    return Promise.resolve(() => this.#wanted.delete(listener));
  };

  /** Requests a view as a second start of the program does. */
  requestView(view: RequestedView): void {
    for (const listener of this.#wanted) listener(view);
  }

  /** Changes the snapshot and notifies all listeners. */
  change(update: (snapshot: Snapshot) => void): void {
    const next = { ...this.scenario.snapshot, revision: this.scenario.snapshot.revision + 1 };
    update(next);
    this.scenario.snapshot = next;
    for (const listener of this.#listeners) listener(next);
  }

  answerMfaQuestion = (id: number, code: string) => {
    this.change((snapshot) => {
      snapshot.mfaQuestions = withCode(snapshot.mfaQuestions, id, code);
    });
    return this.record('answerMfaQuestion', done(), id, code);
  };

  cancelMfaQuestion = (id: number) => {
    this.change((snapshot) => {
      snapshot.mfaQuestions = snapshot.mfaQuestions.filter((each) => each.id !== id);
    });
    return this.record('cancelMfaQuestion', done(), id);
  };

  protected rowsChanged(update: (snapshot: Snapshot) => void = () => undefined): void {
    this.change((snapshot) => {
      update(snapshot);
      snapshot.catalogue = { ...snapshot.catalogue, revision: snapshot.catalogue.revision + 1 };
    });
  }

  protected record<T>(name: string, result: Promise<T>, ...parameters: unknown[]): Promise<T> {
    this.calls.push([name, ...parameters]);
    return result;
  }
}
