// Which notices the user dismissed: until the window closes, or until the program quits.
import { SvelteSet } from 'svelte/reactivity';

export class DismissedNotices {
  readonly #untilClosed = new SvelteSet<string>();
  readonly #untilQuit = new SvelteSet<string>();

  /** The keys of notices that the next window does not show either. */
  get untilQuit(): string[] {
    return [...this.#untilQuit];
  }

  has(key: string): boolean {
    return this.#untilClosed.has(key) || this.#untilQuit.has(key);
  }

  dismiss(key: string): void {
    this.#untilClosed.add(key);
  }

  /** Shows the notice again when it has a cause again. */
  forget(key: string): void {
    this.#untilClosed.delete(key);
  }

  dismissUntilQuit(key: string): void {
    this.#untilQuit.add(key);
  }
}
