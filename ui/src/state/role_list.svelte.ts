// What the list shows and which row is selected. It knows nothing of the host.
import type { AssignmentKey, RoleSessionView, RowsView } from '../ipc/bindings';
import { accountKey, assignmentKey, buildCatalogue, type Row } from './catalogue';
import type { Desk } from './desk.svelte';
import { accountOf, buildLines, type Filters, headingOf, isFlat, isRow, type Room } from './lines';
import { Marks } from './marks';
import { nextBeginningWith, SearchIndex } from './search';

/** Letters typed closer together than this, in milliseconds, are one word of type-ahead. */
const TYPE_AHEAD_PAUSE = 800;

const NONE: ReadonlySet<string> = new Set();

export class RoleList {
  room = $state<Room>('all');
  filters = $state.raw<Filters>({ environment: null, portal: null });
  query = $state('');
  /** The selected assignment's key; while it is not in the list, the first row counts as selected. */
  #selectedKey = $state<string | null>(null);
  /** Several rows that are chosen together. */
  #marks = $state.raw(new Marks());
  /** How far the list is scrolled, in pixels; the list says it. */
  top = $state(0);
  #typed = '';
  #typedAt = 0;
  /** Marks shown ahead of the host, until its rows change. */
  #ahead = $state.raw<{ rows: RowsView | null; marks: Map<string, boolean> }>({ rows: null, marks: new Map() });

  readonly catalogue = $derived.by(() => buildCatalogue(this.desk.rows));
  readonly index = $derived(new SearchIndex(this.catalogue));
  readonly flat = $derived(isFlat(this.room, this.query));

  readonly favourites = $derived.by(() => {
    const ahead = this.#ahead.rows === this.desk.rows ? this.#ahead.marks : new Map<string, boolean>();
    const marked = this.catalogue.rows.filter((row) => ahead.get(row.key) ?? row.role.favourite);
    return new Set(marked.map((row) => row.key));
  });

  readonly roleSessions = $derived.by(() => {
    const running = [...(this.desk.snapshot?.roleSessions ?? [])];
    running.sort((one, other) => one.expiresAt.localeCompare(other.expiresAt));
    return new Map<string, RoleSessionView>(running.map((session) => [assignmentKey(session.assignment), session]));
  });

  readonly #activeKeys = $derived([...this.roleSessions.keys()]);

  readonly #waiting = $derived(
    new Set([...this.roleSessions].filter(([, { life }]) => life.state === 'waitingForSignIn').map(([key]) => key)),
  );

  readonly portals = $derived.by(() => (this.desk.snapshot?.portals ?? []).map(({ name }) => name));

  readonly lines = $derived.by(() =>
    buildLines({
      catalogue: this.catalogue,
      index: this.index,
      room: this.room,
      filters: this.filters,
      query: this.query,
      favourites: this.favourites,
      active: this.room === 'active' || this.query !== '' ? this.#activeKeys : [],
      waiting: this.room === 'active' ? this.#waiting : NONE,
      portals: this.room === 'active' ? this.portals : [],
    }),
  );

  /** Where the selected row stands among the lines; -1 when there is no row. */
  readonly selectedAt = $derived.by(() => {
    const row = this.#selectedKey === null ? undefined : this.catalogue.rowOf.get(this.#selectedKey);
    const at = row === undefined ? -1 : this.lines.indexOf(row);
    return at === -1 ? this.lines.findIndex(isRow) : at;
  });

  readonly selected = $derived(this.rowAt(this.selectedAt));
  readonly defaultKey = $derived.by(() => {
    const standard = this.desk.snapshot?.default ?? null;
    return standard === null ? null : assignmentKey(standard);
  });

  /** The rows that are chosen together, in the order of the list; none while only one is selected. */
  readonly several = $derived.by((): Row[] => {
    if (this.#marks.size < 2) return [];
    const rows = [...this.lines].flatMap((line) => (isRow(line) ? [this.catalogue.rows[line]] : []));
    return rows.filter((row): row is Row => row !== undefined && this.#marks.has(row.key));
  });

  readonly rowsShown = $derived(this.lines.reduce((count, line) => count + (isRow(line) ? 1 : 0), 0));

  constructor(private readonly desk: Desk) {}

  rowAt(at: number): Row | null {
    const line = this.lines[at];
    return line === undefined || !isRow(line) ? null : (this.catalogue.rows[line] ?? null);
  }

  show(room: Room): void {
    this.room = room;
    this.#begin();
  }

  search(query: string): void {
    this.query = query;
    this.#selectedKey = null;
    this.#begin();
  }

  filter(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change };
    this.#begin();
  }

  clear(): void {
    this.filters = { environment: null, portal: null };
    this.search('');
  }

  select(row: Row): void {
    this.#selectedKey = row.key;
    this.#marks = new Marks();
  }

  /** The selected row's key, to come back to it. */
  get selectedKey(): string | null {
    return this.#selectedKey;
  }

  /** Goes back to where the person was; what is not listed yet is selected once it is. */
  restore(kept: { room: Room; query: string; filters: Filters; selected: string | null; top: number }): void {
    this.room = kept.room;
    this.query = kept.query;
    this.filters = kept.filters;
    this.#selectedKey = kept.selected;
    this.top = kept.top;
  }

  /** Shows an assignment among all roles; answers whether it is listed. */
  reveal(assignment: AssignmentKey): boolean {
    const key = assignmentKey(assignment);
    if (!this.catalogue.rowOf.has(key)) return false;
    this.clear();
    this.show('all');
    this.#selectedKey = key;
    return true;
  }

  /** The row of an assignment, where it is listed. */
  rowOf(assignment: AssignmentKey): Row | null {
    return this.catalogue.rows[this.catalogue.rowOf.get(assignmentKey(assignment)) ?? -1] ?? null;
  }

  isMarked(row: Row | null): boolean {
    return row !== null && this.#marks.has(row.key);
  }

  /** Whether no more rows can be chosen together. */
  get full(): boolean {
    return this.#marks.isFull;
  }

  /** Adds a row to those chosen together, or takes it from them. */
  mark(row: Row): void {
    this.#marks = this.#marks.toggled(row.key, this.selected?.key ?? row.key);
    this.#selectedKey = row.key;
  }

  /** Chooses everything from where choosing began to this line. */
  markTo(at: number): void {
    const from = this.#marks.anchor ?? this.selected?.key ?? null;
    const row = from === null ? undefined : this.catalogue.rowOf.get(from);
    const begun = row === undefined ? -1 : this.lines.indexOf(row);
    const start = begun === -1 ? at : begun;
    const step = at < start ? -1 : 1;
    const keys: string[] = [];
    for (let line = start; line !== at + step && keys.length < Marks.MOST; line += step) {
      const key = this.rowAt(line)?.key;
      if (key !== undefined) keys.push(key);
    }
    this.#marks = Marks.of(keys);
    this.#selectedKey = keys.at(-1) ?? this.#selectedKey;
  }

  /** Moves the selection by one row and chooses it, too. */
  extend(by: number): void {
    this.markTo(this.#stepped(by));
  }

  unmark(): void {
    this.#marks = new Marks();
  }

  /** Moves the selection by so many rows, over the lines of accounts; stays at the ends. */
  move(by: number): void {
    this.#selectAt(this.#stepped(by));
  }

  first(): void {
    this.#selectAt(this.lines.findIndex(isRow));
  }

  last(): void {
    this.#selectAt(this.lines.findLastIndex(isRow));
  }

  /** Whether letters belong to a word that was begun a moment ago. */
  isTyping(now: number): boolean {
    return this.#typed !== '' && now - this.#typedAt < TYPE_AHEAD_PAUSE;
  }

  /** Goes to the next row that begins with the letters typed so far. */
  typeAhead(letter: string, now: number): void {
    const begun = this.isTyping(now);
    this.#typed = begun ? this.#typed + letter : letter;
    this.#typedAt = now;
    const from = Math.max(0, this.selectedAt + (begun ? 0 : 1));
    const at = nextBeginningWith(this.#typed, this.catalogue.rows, [...this.lines], from);
    if (at !== -1) this.#selectAt(at);
  }

  isDefault(row: Row): boolean {
    return this.defaultKey === row.key;
  }

  isFavourite(row: Row): boolean {
    return this.favourites.has(row.key);
  }

  /** Shows a mark at once; the host's rows say the same a moment later. */
  markFavourite(row: Row, favourite: boolean): void {
    const known = this.#ahead.rows === this.desk.rows ? this.#ahead.marks : [];
    this.#ahead = { rows: this.desk.rows, marks: new Map([...known, [row.key, favourite]]) };
  }

  /** The accounts of some lines, each once. */
  accountsOf(first: number, last: number): ReturnType<typeof accountKey>[] {
    const seen = new Set<number>();
    for (let at = first; at <= last; at += 1) {
      const line = this.lines[at];
      if (line === undefined || headingOf(line) !== null) continue;
      seen.add(isRow(line) ? (this.catalogue.rows[line]?.accountIndex ?? -1) : accountOf(line));
    }
    return [...seen].flatMap((index) => {
      const account = this.catalogue.accounts[index];
      return account === undefined ? [] : [accountKey(account)];
    });
  }

  /** The line so many rows from the selected one, over the lines of accounts. */
  #stepped(by: number): number {
    const step = Math.sign(by);
    let at = this.selectedAt;
    let left = Math.abs(by);
    for (let next = at + step; next >= 0 && next < this.lines.length && left > 0; next += step) {
      if (!isRow(this.lines[next] ?? -1)) continue;
      at = next;
      left -= 1;
    }
    return at;
  }

  #selectAt(at: number): void {
    const row = this.rowAt(at);
    if (row !== null) this.select(row);
  }

  /** Another list begins at its top, with nothing chosen. */
  #begin(): void {
    this.top = 0;
    this.#marks = new Marks();
  }
}
