// What the list of roles shows and which rows are selected. Sends no command.
import type { RoleKey, CatalogueRows, RoleSession } from '../ipc/types';
import type { AppState } from './app_state.svelte';
import { accountKey, roleKeyString, buildCatalogue, type Row } from './catalogue';
import {
  type AccountFilters,
  accountIndexOf,
  buildListRows,
  headingIndex,
  headingPortal,
  isFlat,
  isRole,
  type ListFilter,
  rowKey,
} from './list_rows';
import { HeldOrder } from './held_order';
import { MultiSelection } from './multi_select';
import { credentialsEnd, isWaitingForSignIn } from './role_session_status';
import type { SavedView } from './saved_view';
import { SearchIndex, terms } from './search';

const NONE: ReadonlySet<string> = new Set();

export class RoleList {
  listFilter = $state<ListFilter>('all');
  accountFilters = $state.raw<AccountFilters>({ environment: null, portal: null });
  query = $state('');
  /** The selected role's key. While it is not in the list, the first role counts as selected. */
  #selectedKey = $state<string | null>(null);
  #multiSelection = $state.raw(new MultiSelection());
  /** How far the list is scrolled, in pixels; set by the grid. */
  scrollTop = $state(0);
  /** Whether rows keep their order, because the user is about to use one. */
  #orderIsHeld = $state(false);
  readonly #heldOrder = new HeldOrder();
  /** Where the selected role was, for when it leaves the list. */
  #selectedAt = 0;
  /** Favourites shown before the host confirms them; they apply until its rows change. */
  #optimistic = $state.raw<{ rows: CatalogueRows | null; favourites: Map<string, boolean> }>({
    rows: null,
    favourites: new Map(),
  });

  readonly catalogue = $derived.by(() => buildCatalogue(this.appState.rows));
  readonly index = $derived(new SearchIndex(this.catalogue));
  readonly isFlat = $derived(isFlat(this.listFilter, this.query));

  readonly favourites = $derived.by(() => {
    const { rows, favourites } = this.#optimistic;
    const optimistic = rows === this.appState.rows ? favourites : new Map<string, boolean>();
    const marked = this.catalogue.rows.filter((row) => optimistic.get(row.key) ?? row.role.favourite);
    return new Set(marked.map((row) => row.key));
  });

  readonly roleSessions = $derived.by(() => {
    const sorted = [...(this.appState.snapshot?.roleSessions ?? [])];
    sorted.sort((a, b) => credentialsEnd(a) - credentialsEnd(b));
    return new Map<string, RoleSession>(sorted.map((each) => [roleKeyString(each.roleKey), each]));
  });

  readonly #activeKeys = $derived([...this.roleSessions.keys()]);

  readonly #waitingKeys = $derived(
    new Set([...this.roleSessions].filter(([, each]) => isWaitingForSignIn(each)).map(([key]) => key)),
  );

  readonly portals = $derived.by(() => (this.appState.snapshot?.portals ?? []).map(({ name }) => name));

  /** Changes when the list shows others, and not when roles arrive or leave. */
  readonly identity = $derived(
    [this.listFilter, this.query, this.accountFilters.environment, this.accountFilters.portal].join('\n'),
  );

  readonly #sortedRows = $derived.by(() =>
    buildListRows({
      catalogue: this.catalogue,
      index: this.index,
      listFilter: this.listFilter,
      accountFilters: this.accountFilters,
      query: this.query,
      favourites: this.favourites,
      active: this.listFilter === 'active' || this.query !== '' ? this.#activeKeys : [],
      waiting: this.listFilter === 'active' ? this.#waitingKeys : NONE,
      portals: this.listFilter === 'active' ? this.portals : [],
    }),
  );

  readonly rows = $derived.by(() => {
    const keyOf = (row: number) => rowKey(this, row);
    return this.#heldOrder.arrange(this.#sortedRows, keyOf, this.identity, this.isFlat && this.#orderIsHeld);
  });

  /**
   * The position of the selected role among the rows; -1 if the list has no role. If it has left the list, the role
   * that has taken its place counts as selected.
   */
  readonly selectedIndex = $derived.by(() => {
    const row = this.#selectedKey === null ? undefined : this.catalogue.rowIndexByKey.get(this.#selectedKey);
    const index = row === undefined ? -1 : this.rows.indexOf(row);
    if (index !== -1) {
      this.#selectedAt = index;
      return index;
    }
    const next = this.rows.findIndex((each, at) => at >= this.#selectedAt && isRole(each));
    return next === -1 ? this.rows.findLastIndex(isRole) : next;
  });

  readonly selected = $derived(this.rowAt(this.selectedIndex));
  readonly defaultKey = $derived.by(() => {
    const defaultRole = this.appState.snapshot?.default ?? null;
    return defaultRole === null ? null : roleKeyString(defaultRole);
  });

  /** The rows that are selected together, in the order of the list; empty while only one is selected. */
  readonly multiSelected = $derived.by((): Row[] => {
    if (this.#multiSelection.size < 2) return [];
    const rows = [...this.rows].flatMap((row) => (isRole(row) ? [this.catalogue.rows[row]] : []));
    return rows.filter((row): row is Row => row !== undefined && this.#multiSelection.has(row.key));
  });

  readonly roleCount = $derived(this.rows.reduce((count, row) => count + (isRole(row) ? 1 : 0), 0));

  /** Whether something narrows the list besides the search. */
  readonly isNarrowed = $derived(
    this.listFilter !== 'all' || this.accountFilters.environment !== null || this.accountFilters.portal !== null,
  );

  /** How many roles the search would find besides those shown if nothing else narrowed the list. */
  readonly outsideCount = $derived.by(() => {
    if (!this.isNarrowed || terms(this.query).length === 0) return 0;
    const found = this.index.scores(this.query).reduce((count, score) => count + (score > 0 ? 1 : 0), 0);
    return found - this.roleCount;
  });

  constructor(private readonly appState: AppState) {}

  /** The role at a position of the list; null for an account or a heading. */
  rowAt(index: number): Row | null {
    const row = this.rows[index];
    return row === undefined || !isRole(row) ? null : (this.catalogue.rows[row] ?? null);
  }

  keyAt(index: number): string {
    return rowKey(this, this.rows[index] ?? -1);
  }

  /** The position of a row; -1 if the list has it no more. */
  indexOfKey(key: string): number {
    const role = this.catalogue.rowIndexByKey.get(key);
    return role === undefined ? this.rows.findIndex((row) => rowKey(this, row) === key) : this.rows.indexOf(role);
  }

  /** The position of the account or heading above a row. */
  headingAt(index: number): number {
    return headingIndex(this.rows, index);
  }

  /** While a user is about to use a row, rows keep their order, and the selection the role that it shows. */
  holdOrder(isHeld: boolean): void {
    this.#orderIsHeld = isHeld;
    if (isHeld) this.#selectedKey ??= this.selected?.key ?? null;
  }

  setListFilter(listFilter: ListFilter): void {
    this.listFilter = listFilter;
    this.#reset();
  }

  /** Selects the best match, and continues selecting it when others become better. */
  search(query: string): void {
    this.query = query;
    this.#selectedKey = null;
    this.#reset();
    if (query !== '') this.keepSelected();
  }

  /** Keeps selecting the role that counts as selected, wherever it moves. */
  keepSelected(): void {
    this.#selectedKey = this.selected?.key ?? null;
  }

  setAccountFilters(change: Partial<AccountFilters>): void {
    this.accountFilters = { ...this.accountFilters, ...change };
    this.#reset();
  }

  /** Lets the search find all roles. */
  widen(): void {
    this.accountFilters = { environment: null, portal: null };
    this.setListFilter('all');
  }

  /** Clears the search and the account filters. */
  clearFilters(): void {
    this.accountFilters = { environment: null, portal: null };
    this.search('');
  }

  select(row: Row): void {
    this.#selectedKey = row.key;
    this.#multiSelection = new MultiSelection();
  }

  get selectedKey(): string | null {
    return this.#selectedKey;
  }

  /** Restores a saved view. A role that is not listed yet is selected once it is. */
  restore(saved: SavedView): void {
    this.listFilter = saved.listFilter;
    this.query = saved.query;
    this.accountFilters = saved.accountFilters;
    this.#selectedKey = saved.selected;
    this.scrollTop = saved.scrollTop;
  }

  /** Shows and selects a role among all roles. Returns whether it is listed. */
  reveal(roleKey: RoleKey): boolean {
    const key = roleKeyString(roleKey);
    if (!this.catalogue.rowIndexByKey.has(key)) return false;
    this.clearFilters();
    this.setListFilter('all');
    this.#selectedKey = key;
    return true;
  }

  /** Selects a role among all roles, as soon as it is listed. */
  showWhenListed(roleKey: RoleKey): void {
    this.clearFilters();
    this.setListFilter('all');
    this.#selectedKey = roleKeyString(roleKey);
  }

  /** The row of a role; null if it is not listed. */
  findRow(roleKey: RoleKey): Row | null {
    return this.catalogue.rows[this.catalogue.rowIndexByKey.get(roleKeyString(roleKey)) ?? -1] ?? null;
  }

  isMultiSelected(row: Row | null): boolean {
    return row !== null && this.#multiSelection.has(row.key);
  }

  /** Whether no more rows can be selected together. */
  get isMultiSelectionFull(): boolean {
    return this.#multiSelection.isFull;
  }

  /** Adds a row to the multi-selection, or removes it. */
  toggleMultiSelect(row: Row): void {
    this.#multiSelection = this.#multiSelection.toggled(row.key, this.selected?.key ?? row.key);
    this.#selectedKey = row.key;
  }

  /** Selects everything from the anchor of the multi-selection to this position. */
  selectRangeTo(index: number): void {
    const anchor = this.#multiSelection.anchor ?? this.selected?.key ?? null;
    const anchorRow = anchor === null ? undefined : this.catalogue.rowIndexByKey.get(anchor);
    const anchorIndex = anchorRow === undefined ? -1 : this.rows.indexOf(anchorRow);
    const start = anchorIndex === -1 ? index : anchorIndex;
    const step = index < start ? -1 : 1;
    const keys: string[] = [];
    for (let at = start; at !== index + step && keys.length < MultiSelection.MAX_ROWS; at += step) {
      const key = this.rowAt(at)?.key;
      if (key !== undefined) keys.push(key);
    }
    this.#multiSelection = MultiSelection.fromRange(keys);
    this.#selectedKey = keys.at(-1) ?? this.#selectedKey;
  }

  /** Extends the multi-selection by a number of roles. */
  extendSelection(by: number): void {
    this.selectRangeTo(this.#indexAfter(by));
  }

  /** Selects all roles together, as many as that may be. */
  selectAll(): void {
    const keys: string[] = [];
    for (let at = 0; at < this.rows.length && keys.length < MultiSelection.MAX_ROWS; at += 1) {
      const key = this.rowAt(at)?.key;
      if (key !== undefined) keys.push(key);
    }
    this.#multiSelection = MultiSelection.fromRange(keys);
  }

  clearMultiSelection(): void {
    this.#multiSelection = new MultiSelection();
  }

  /** Moves the selection by a number of roles, over account rows; stops at the ends. */
  moveSelection(by: number): void {
    this.#selectAt(this.#indexAfter(by));
  }

  selectFirst(): void {
    this.#selectAt(this.rows.findIndex(isRole));
  }

  selectLast(): void {
    this.#selectAt(this.rows.findLastIndex(isRole));
  }

  isDefault(row: Row): boolean {
    return this.defaultKey === row.key;
  }

  isFavourite(row: Row): boolean {
    return this.favourites.has(row.key);
  }

  /** Shows a favourite before the host confirms it. */
  setFavouriteOptimistically(row: Row, favourite: boolean): void {
    const known = this.#optimistic.rows === this.appState.rows ? this.#optimistic.favourites : [];
    this.#optimistic = { rows: this.appState.rows, favourites: new Map([...known, [row.key, favourite]]) };
  }

  /** The distinct accounts of a range of rows. */
  accountsInRange(first: number, last: number): ReturnType<typeof accountKey>[] {
    const seen = new Set<number>();
    for (let index = first; index <= last; index += 1) {
      const row = this.rows[index];
      if (row === undefined || headingPortal(row) !== null) continue;
      seen.add(isRole(row) ? (this.catalogue.rows[row]?.accountIndex ?? -1) : accountIndexOf(row));
    }
    return [...seen].flatMap((index) => {
      const account = this.catalogue.accounts[index];
      return account === undefined ? [] : [accountKey(account)];
    });
  }

  /** The position a number of roles from the selected one. */
  #indexAfter(by: number): number {
    const step = Math.sign(by);
    let found = this.selectedIndex;
    let left = Math.abs(by);
    for (let next = found + step; next >= 0 && next < this.rows.length && left > 0; next += step) {
      if (!isRole(this.rows[next] ?? -1)) continue;
      found = next;
      left -= 1;
    }
    return found;
  }

  #selectAt(index: number): void {
    const row = this.rowAt(index);
    if (row !== null) this.select(row);
  }

  /** A different list starts at its top, without a multi-selection. */
  #reset(): void {
    this.scrollTop = 0;
    this.#selectedAt = 0;
    this.#multiSelection = new MultiSelection();
  }
}
