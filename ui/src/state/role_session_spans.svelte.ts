// The recorded spans of the role session in the details pane: read when it is selected, and again after a renewal.
import type { RoleSession, RoleSessionSpan } from '../ipc/types';
import type { AppState } from './app_state.svelte';
import { roleKeyString } from './catalogue';

/** How far back spans are read, in milliseconds. */
const MAX_AGE = 24 * 3_600_000;

export class RoleSessionSpans {
  spans = $state.raw<RoleSessionSpan[]>([]);
  #loadedKey = '';

  constructor(private readonly appState: AppState) {}

  /** Reads the spans from the role session's start until now, unless they are loaded already. */
  async load({ roleKey, startedAt, issuedAt }: RoleSession): Promise<void> {
    const key = `${roleKeyString(roleKey)} ${issuedAt}`;
    if (key === this.#loadedKey) return;
    this.#loadedKey = key;
    const now = this.appState.host.now();
    const from = Math.max(Date.parse(startedAt), now - MAX_AGE);
    const query = { from: new Date(from).toISOString(), until: new Date(now + 1000).toISOString() };
    const result = await this.appState.call((host) => host.history(query));
    // If it fails, the timeline shows what the role session itself knows.
    if (result.status === 'ok' && key === this.#loadedKey) this.spans = result.data.spans;
  }
}
