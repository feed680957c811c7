// The history of a day: which day, what the host says of it, what is looked for in it.
import type { HistoryView, ProblemView } from '../ipc/bindings';
import type { Answer } from '../ipc/host';
import { words } from '../words';
import { assignmentKey } from './catalogue';
import type { Clock } from './clock.svelte';
import type { Desk } from './desk.svelte';
import { type Day, dayAfter, dayBefore, dayOf, daysBefore } from './history_day';
import { countKinds, found, linesOf } from './history_entries';
import { timelineOf } from './history_timeline';
import type { Toasts } from './toasts.svelte';

/** Today is asked again at most this often while much happens. */
const PAUSE = 400;
/** How far back an earlier day is looked for, a little at first: most people were here yesterday. */
const LOOK_BACK = [7, 30];

/** The host tells no more entries of a part than these. */
const MOST = 5000;

/** A day as the host told of it. */
type Told = { of: number; view: HistoryView; asked: number };

/** What is known of the days before an empty one. */
export type Earlier = { state: 'unknown' } | { state: 'none' } | { state: 'day'; from: number };

export class History {
  query = $state('');
  kind = $state<string | null>(null);
  /** The key of the one role whose entries are shown. */
  role = $state<string | null>(null);
  /** The key of the selected entry. */
  selected = $state<string | null>(null);
  problem = $state.raw<ProblemView | null>(null);
  earlier = $state.raw<Earlier>({ state: 'unknown' });
  exporting = $state(false);
  #told = $state.raw<Told | null>(null);
  /** A moment of the chosen day; null follows today. */
  #chosen = $state<number | null>(null);
  #asked = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  readonly #today = $derived.by(() => dayOf(this.clock.now).from);
  readonly #from = $derived.by(() => (this.#chosen === null ? this.#today : dayOf(this.#chosen).from));
  readonly day: Day = $derived.by(() => dayOf(this.#from));
  readonly isToday = $derived.by(() => this.#from === this.#today);
  /** What was told of the day; null until then. */
  readonly view = $derived.by(() => (this.#told?.of === this.#from ? this.#told.view : null));
  readonly lines = $derived.by(() => (this.view === null ? [] : linesOf(this.view)));
  /** Whether the day has more entries than were told. */
  readonly cut = $derived.by(() => this.lines.length >= MOST);
  readonly kinds = $derived.by(() => countKinds(this.lines));
  readonly shown = $derived.by(() => found(this.lines, { query: this.query, kind: this.kind, role: this.role }));
  readonly selectedAt = $derived.by(() => this.shown.findIndex(({ key }) => key === this.selected));
  readonly selectedLine = $derived.by(() => this.shown[this.selectedAt] ?? null);
  readonly rows = $derived.by(() =>
    this.view === null ? [] : timelineOf(this.view, this.day, this.#held, this.#told?.asked ?? 0),
  );
  readonly #held = $derived.by(() => {
    const roleSessions = this.desk.snapshot?.roleSessions ?? [];
    return new Map(roleSessions.map((each) => [assignmentKey(each.assignment), Date.parse(each.expiresAt)]));
  });
  readonly keptDays = $derived.by(() => this.desk.snapshot?.settings.historyDays ?? 0);
  /** Whether nothing ever happened, as far as anybody remembers. */
  readonly never = $derived.by(
    () => this.isToday && this.earlier.state === 'none' && this.lines.length + this.rows.length === 0,
  );
  readonly canGoBack = $derived.by(() => this.#from > daysBefore(dayOf(this.#today), this.keptDays).from);

  constructor(
    private readonly desk: Desk,
    private readonly clock: Clock,
    private readonly toasts: Toasts,
  ) {}

  /** Whether anything narrows the list. */
  get narrowed(): boolean {
    return this.query.trim() !== '' || this.kind !== null || this.role !== null;
  }

  previous(): void {
    if (this.canGoBack) this.go(dayBefore(this.day).from);
  }

  next(): void {
    if (!this.isToday) this.go(dayAfter(this.day).from);
  }

  /** Shows the day of a moment. */
  go(instant: number): void {
    const { from } = dayOf(instant);
    this.#chosen = from >= this.#today ? null : from;
    this.selected = null;
    this.role = null;
  }

  toToday(): void {
    this.go(this.#today);
  }

  showAll(): void {
    this.query = '';
    this.kind = null;
    this.role = null;
  }

  /** Shows the entries of one role, or of all again. */
  toggleRole(key: string): void {
    this.role = this.role === key ? null : key;
  }

  /** Selects the entry so many lines further; none yet: the first. */
  move(by: number): void {
    const at = this.selectedAt === -1 ? 0 : this.selectedAt + by;
    this.select(Math.max(0, Math.min(this.shown.length - 1, at)));
  }

  select(at: number): void {
    this.selected = this.shown[at]?.key ?? null;
  }

  /** Asks for the day. An answer that another question overtook is dropped. */
  async ask(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const day = this.day;
    if (this.#told?.of !== day.from) {
      this.problem = null;
      this.earlier = { state: 'unknown' };
    }
    const answer = await this.#history(day.from, day.until);
    if (asked !== this.#asked) return;
    if (answer.status === 'error') {
      this.problem = answer.error;
      return;
    }
    this.problem = null;
    this.#told = { of: day.from, view: answer.data, asked: this.clock.read() };
    if (answer.data.entries.length === 0 && this.earlier.state === 'unknown') await this.#lookBack(asked, day);
  }

  /** Something changed: today is asked again, soon. */
  changed(): void {
    if (!this.isToday || this.#later !== undefined) return;
    this.#later = setTimeout(() => {
      this.#later = undefined;
      if (this.isToday) void this.ask();
    }, PAUSE);
  }

  /** Nothing is asked any more. */
  close(): void {
    clearTimeout(this.#later);
    this.#asked += 1;
  }

  /** Writes the shown day, or so many days until now, into a file. */
  async export(days: number | null): Promise<void> {
    const last = days === null ? this.day : dayOf(this.#today);
    const { from } = daysBefore(last, (days ?? 1) - 1);
    this.exporting = true;
    const written = await this.desk.ask(
      () => this.desk.host.exportHistory(queryOf(from, last.until)),
      words.history.title,
    );
    this.exporting = false;
    if (written !== undefined) this.toasts.show(words.history.exported.toast(written.entries, written.file));
  }

  async #lookBack(asked: number, day: Day): Promise<void> {
    for (const days of [...LOOK_BACK, this.keptDays].filter((each) => each <= this.keptDays)) {
      const answer = await this.#history(daysBefore(day, days).from, day.from);
      if (asked !== this.#asked || answer.status === 'error') return;
      const last = answer.data.entries[0];
      if (last !== undefined) {
        this.earlier = { state: 'day', from: dayOf(Date.parse(last.at)).from };
        return;
      }
    }
    this.earlier = { state: 'none' };
  }

  #history(from: number, until: number): Promise<Answer<HistoryView>> {
    return this.desk.host
      .history(queryOf(from, until))
      .catch(() => ({ status: 'error' as const, error: words.problem.noAnswer }));
  }
}

const queryOf = (from: number, until: number) => ({
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
});
