// What secret is in the clipboard and until when, and how the user clears it sooner.
import type { CopyReceipt } from '../ipc/types';
import { words } from '../words';
import type { AppState } from './app_state.svelte';
import type { Toasts } from './toasts.svelte';

export type CopiedSecret = {
  what: string;
  /** When the clipboard is cleared, in milliseconds since 1970. */
  clearsAt: number;
  /** How many seconds that was away when it was copied. */
  clearsInSeconds: number;
};

export class Clipboard {
  secret = $state.raw<CopiedSecret | null>(null);
  #timeout: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly appState: AppState,
    private readonly toasts: Toasts,
  ) {}

  /** Shows the secret that is in the clipboard since an earlier window. */
  async restore(): Promise<void> {
    const result = await this.appState.call((host) => host.copiedSecret());
    if (result.status === 'ok' && result.data !== null && this.secret === null) this.#follow(result.data);
  }

  /** Says what was copied. What was copied before is in the clipboard no more. */
  showCopied(receipt: CopyReceipt): void {
    this.toasts.show(words.copy.toast(receipt.what));
    this.#follow(receipt);
  }

  /** A text that is no secret was copied. */
  replace(): void {
    clearTimeout(this.#timeout);
    this.secret = null;
  }

  #follow({ what, clearsInSeconds }: CopyReceipt): void {
    this.replace();
    if (clearsInSeconds === null) return;
    this.secret = { what, clearsInSeconds, clearsAt: this.appState.host.now() + clearsInSeconds * 1000 };
    this.#timeout = setTimeout(() => (this.secret = null), clearsInSeconds * 1000);
  }

  /** Clears the secret, if it is still in the clipboard. */
  async clear(): Promise<void> {
    const done = await this.appState.request((host) => host.clearClipboard());
    if (done === undefined) return;
    this.replace();
    this.toasts.show(words.copy.cleared);
  }
}
