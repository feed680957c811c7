// What the history says of the role session that is shown: asked for when it is shown, and again when it was renewed.
import type { RoleSessionView, SpanView } from '../ipc/bindings';
import { assignmentKey } from './catalogue';
import type { Desk } from './desk.svelte';

/** A picture goes no further back, in milliseconds. */
const MOST = 24 * 3_600_000;

export class Today {
  spans = $state.raw<SpanView[]>([]);
  #of = '';

  constructor(private readonly desk: Desk) {}

  /** Asks from its start to now, unless that was asked just before. */
  async read({ assignment, startedAt, issuedAt }: RoleSessionView): Promise<void> {
    const of = `${assignmentKey(assignment)} ${issuedAt}`;
    if (of === this.#of) return;
    this.#of = of;
    const now = this.desk.host.now();
    const from = Math.max(Date.parse(startedAt), now - MOST);
    const query = { from: new Date(from).toISOString(), until: new Date(now + 1000).toISOString() };
    const answer = await this.desk.answerOf(() => this.desk.host.history(query));
    // Without it the picture shows what the role session itself says.
    if (answer.status === 'ok' && of === this.#of) this.spans = answer.data.spans;
  }
}
