// Which notices the person took off the screen: for as long as the window lives, or while the program does.
import { SvelteSet } from 'svelte/reactivity';

export class Told {
  readonly #keys = new SvelteSet<string>();
  readonly #kept = new SvelteSet<string>();

  /** What another window of this program does not show either. */
  get kept(): string[] {
    return [...this.#kept];
  }

  has(key: string): boolean {
    return this.#keys.has(key) || this.#kept.has(key);
  }

  dismiss(key: string): void {
    this.#keys.add(key);
  }

  keep(key: string): void {
    this.#kept.add(key);
  }
}
