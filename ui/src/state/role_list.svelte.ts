// What the list shows and which row is selected. It knows nothing of the host.
import type { RoleSessionView, RowsView } from '../ipc/bindings';
import { accountKey, assignmentKey, buildCatalogue, type Row } from './catalogue';
import type { Desk } from './desk.svelte';
import { accountOf, buildLines, type Filters, isFlat, isRow, type Room } from './lines';
import { nextBeginningWith, SearchIndex } from './search';

/** Letters typed closer together than this, in milliseconds, are one word of type-ahead. */
const TYPE_AHEAD_PAUSE = 800;

export class RoleList {
  room = $state<Room>('all');
  filters = $state.raw<Filters>({ environment: null, portal: null });
  query = $state('');
  /** The selected assignment's key; while it is not in the list, the first row counts as selected. */
  #selectedKey = $state<string | null>(null);
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

  readonly lines = $derived.by(() =>
    buildLines({
      catalogue: this.catalogue,
      index: this.index,
      room: this.room,
      filters: this.filters,
      query: this.query,
      favourites: this.favourites,
      active: this.room === 'active' || this.query !== '' ? this.#activeKeys : [],
    }),
  );

  /** Where the selected row stands among the lines; -1 when there is no row. */
  readonly selectedAt = $derived.by(() => {
    const row = this.#selectedKey === null ? undefined : this.catalogue.rowOf.get(this.#selectedKey);
    const at = row === undefined ? -1 : this.lines.indexOf(row);
    return at === -1 ? this.lines.findIndex(isRow) : at;
  });

  readonly selected = $derived(this.rowAt(this.selectedAt));
  readonly rowsShown = $derived(this.lines.reduce((count, line) => count + (isRow(line) ? 1 : 0), 0));

  constructor(private readonly desk: Desk) {}

  rowAt(at: number): Row | null {
    const line = this.lines[at];
    return line === undefined || !isRow(line) ? null : (this.catalogue.rows[line] ?? null);
  }

  show(room: Room): void {
    this.room = room;
  }

  search(query: string): void {
    this.query = query;
    this.#selectedKey = null;
  }

  filter(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change };
  }

  clear(): void {
    this.filters = { environment: null, portal: null };
    this.search('');
  }

  select(row: Row): void {
    this.#selectedKey = row.key;
  }

  /** Moves the selection by so many rows, over the lines of accounts; stays at the ends. */
  move(by: number): void {
    const step = Math.sign(by);
    let at = this.selectedAt;
    let left = Math.abs(by);
    for (let next = at + step; next >= 0 && next < this.lines.length && left > 0; next += step) {
      if (!isRow(this.lines[next] ?? -1)) continue;
      at = next;
      left -= 1;
    }
    this.#selectAt(at);
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
      if (line === undefined) continue;
      seen.add(isRow(line) ? (this.catalogue.rows[line]?.accountIndex ?? -1) : accountOf(line));
    }
    return [...seen].flatMap((index) => {
      const account = this.catalogue.accounts[index];
      return account === undefined ? [] : [accountKey(account)];
    });
  }

  #selectAt(at: number): void {
    const row = this.rowAt(at);
    if (row !== null) this.#selectedKey = row.key;
  }
}
