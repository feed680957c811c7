// The settings while they are changed: what was chosen shows at once, and what could not be kept shows as it was.
import type { SettingsView } from '../ipc/bindings';
import type { Desk } from './desk.svelte';

/** How long a change is shown that the host confirmed and no snapshot brought yet. */
const LINGER = 500;

export class SettingsForm {
  #changes = $state.raw<Partial<SettingsView>>({});
  #autostart = $state<boolean | null>(null);

  constructor(private readonly desk: Desk) {}

  /** What is set, with what was changed and is not told back yet. */
  settings(told: SettingsView): SettingsView {
    return { ...told, ...this.#changes };
  }

  get autostart(): boolean {
    return this.#autostart ?? this.desk.snapshot?.desktop.autostart ?? false;
  }

  /** Keeps a change; one that follows before it is told back does not undo it. */
  async save(change: Partial<SettingsView>): Promise<void> {
    this.#changes = { ...this.#changes, ...change };
    const told = this.desk.snapshot?.settings;
    if (told === undefined) return;
    const settings = this.settings(told);
    const kept = await this.desk.ask(() => this.desk.host.saveSettings(settings));
    if (kept === undefined) this.#forget(change);
    else setTimeout(() => this.#forget(change), LINGER);
  }

  async setAutostart(on: boolean): Promise<void> {
    this.#autostart = on;
    await this.desk.ask(() => this.desk.host.setAutostart(on));
    setTimeout(() => (this.#autostart = null), LINGER);
  }

  /** Forgets what was not changed again meanwhile. */
  #forget(change: Partial<SettingsView>): void {
    const still = Object.entries(this.#changes).filter(([key, value]) => {
      return Object.entries(change).every(([name, forgotten]) => name !== key || forgotten !== value);
    });
    this.#changes = Object.fromEntries(still);
  }
}
