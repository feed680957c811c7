// Which notices the person took off the screen: for as long as the window lives, or for good.
import { SvelteSet } from 'svelte/reactivity';

const STORED = 'told';

export class Told {
  readonly #keys = new SvelteSet<string>(stored());

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  dismiss(key: string): void {
    this.#keys.add(key);
  }

  /** It is not shown in another window either. */
  dismissForGood(key: string): void {
    this.dismiss(key);
    try {
      localStorage.setItem(STORED, JSON.stringify([...new Set([...stored(), key])]));
    } catch {
      // A window that keeps nothing says it once more.
    }
  }
}

function stored(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(found) ? found.filter((key) => typeof key === 'string') : [];
  } catch {
    return [];
  }
}
