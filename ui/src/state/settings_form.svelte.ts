// The settings while they are changed: a change is shown at once, and reverted if it could not be saved.
import type { Settings } from '../ipc/types';
import type { AppState } from './app_state.svelte';

/** How long a change stays after the host confirmed it, until a snapshot has it, in milliseconds. */
const SNAPSHOT_GRACE = 500;

export class SettingsForm {
  #changes = $state.raw<Partial<Settings>>({});
  #autostart = $state<boolean | null>(null);

  constructor(private readonly appState: AppState) {}

  /** The saved settings with the changes that no snapshot has yet. */
  withChanges(saved: Settings): Settings {
    return { ...saved, ...this.#changes };
  }

  get autostart(): boolean {
    return this.#autostart ?? this.appState.snapshot?.desktop.autostart ?? false;
  }

  /** Saves a change, and nothing else: what the page shows may be older than the file. */
  async save(change: Partial<Settings>): Promise<void> {
    this.#changes = { ...this.#changes, ...change };
    const done = await this.appState.request((host) => host.saveSettings(change));
    if (done === undefined) this.#discard(change);
    else setTimeout(() => this.#discard(change), SNAPSHOT_GRACE);
  }

  async setAutostart(on: boolean): Promise<void> {
    this.#autostart = on;
    await this.appState.request((host) => host.setAutostart(on));
    setTimeout(() => (this.#autostart = null), SNAPSHOT_GRACE);
  }

  /** Discards a change, except for settings that were changed again meanwhile. */
  #discard(change: Partial<Settings>): void {
    const remaining = Object.entries(this.#changes).filter(([key, value]) => {
      return Object.entries(change).every(([name, discarded]) => name !== key || discarded !== value);
    });
    this.#changes = Object.fromEntries(remaining);
  }
}
