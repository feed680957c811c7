// What the history of today says of role sessions: asked for when it is shown, and again when it grew.
import type { SpanView } from '../ipc/bindings';
import type { Desk } from './desk.svelte';

const DAY = 24 * 3_600_000;

export class Today {
  spans = $state.raw<SpanView[]>([]);
  #of = '';

  constructor(private readonly desk: Desk) {}

  /** Asks for the day up to now, unless it was asked for the same role sessions before. */
  async read(version: string): Promise<void> {
    if (version === this.#of) return;
    this.#of = version;
    const now = this.desk.host.now();
    const query = { from: new Date(now - DAY).toISOString(), until: new Date(now + 1000).toISOString() };
    const answer = await this.desk.answerOf(() => this.desk.host.history(query));
    // Without it the picture shows what the role session itself says.
    if (answer.status === 'ok') this.spans = answer.data.spans;
  }
}
