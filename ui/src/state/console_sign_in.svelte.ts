// Signing in to the console for a role that a sign-in leads to: the user finishes it in the browser.
import { SvelteSet } from 'svelte/reactivity';

import { words } from '../words';
import type { AppState } from './app_state.svelte';
import type { Row } from './catalogue';
import type { Toasts } from './toasts.svelte';

export class ConsoleSignIn {
  readonly #waiting = new SvelteSet<string>();

  constructor(
    private readonly appState: AppState,
    private readonly toasts: Toasts,
  ) {}

  /** The name of the role that one signs in for; null if no sign-in leads to the role. */
  nameOf({ role: { definition } }: Row): string | null {
    const isLogin = definition?.fields.some(({ key }) => key === 'login_session') ?? false;
    return isLogin ? (definition?.name ?? null) : null;
  }

  /** Whether the browser is waited for. A press begins again. */
  isWaiting(name: string): boolean {
    return this.#waiting.has(name);
  }

  async signIn(name: string): Promise<void> {
    this.#waiting.add(name);
    const done = await this.appState.request((host) => host.signInToRole(name), name);
    this.#waiting.delete(name);
    if (done !== undefined) this.toasts.show(words.definition.signedIn(name));
  }
}
