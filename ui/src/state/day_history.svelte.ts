// The history of one day: which day is shown, its entries and timeline, and how they are filtered.
import type { CommandResult } from '../ipc/host';
import type { HistoryPart, Problem } from '../ipc/types';
import { words } from '../words';
import type { AppState } from './app_state.svelte';
import { type CalendarDay, dayContaining, daysEarlier, nextDay, previousDay } from './calendar_day';
import { roleKeyString } from './catalogue';
import type { Clock } from './clock.svelte';
import { dayTimeline } from './day_timeline';
import { countByEvent, entryItems, filterEntries } from './history_entries';
import { credentialsEnd } from './role_session_status';
import type { Toasts } from './toasts.svelte';

/** The shortest time between two reloads of today, in milliseconds. */
const RELOAD_INTERVAL = 400;
/** How many days back the last entry is looked for, step by step: most users have one from yesterday. */
const LOOK_BACK_DAYS = [7, 30];
/** The host returns at most this many entries. */
const MAX_ENTRIES = 5000;

type LoadedDay = { from: number; part: HistoryPart; loadedAt: number };

/** The last day before an empty one that has entries. */
export type EarlierDay = { state: 'unknown' } | { state: 'none' } | { state: 'day'; from: number };

export class DayHistory {
  query = $state('');
  /** The event whose entries are shown; null shows all. */
  event = $state<string | null>(null);
  /** The key of the role whose entries are shown; null shows all. */
  role = $state<string | null>(null);
  /** The key of the selected entry. */
  selected = $state<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  earlierDay = $state.raw<EarlierDay>({ state: 'unknown' });
  isExporting = $state(false);
  #loaded = $state.raw<LoadedDay | null>(null);
  /** An instant of the day that is shown; null follows today. */
  #shownInstant = $state<number | null>(null);
  #requestCount = 0;
  #reloadTimer: ReturnType<typeof setTimeout> | undefined;

  readonly #today = $derived.by(() => dayContaining(this.clock.now).from);
  readonly #from = $derived.by(() =>
    this.#shownInstant === null ? this.#today : dayContaining(this.#shownInstant).from,
  );
  readonly day: CalendarDay = $derived.by(() => dayContaining(this.#from));
  readonly isToday = $derived.by(() => this.#from === this.#today);
  /** The history of the day; null until it is loaded. */
  readonly part = $derived.by(() => (this.#loaded?.from === this.#from ? this.#loaded.part : null));
  readonly entries = $derived.by(() => (this.part === null ? [] : entryItems(this.part)));
  /** Whether the day has more entries than the host returned. */
  readonly isTruncated = $derived.by(() => this.entries.length >= MAX_ENTRIES);
  readonly eventCounts = $derived.by(() => countByEvent(this.entries));
  readonly shownEntries = $derived.by(() =>
    filterEntries(this.entries, { query: this.query, event: this.event, role: this.role }),
  );
  readonly selectedIndex = $derived.by(() => this.shownEntries.findIndex(({ key }) => key === this.selected));
  readonly selectedEntry = $derived.by(() => this.shownEntries[this.selectedIndex] ?? null);
  readonly timelineRows = $derived.by(() =>
    this.part === null ? [] : dayTimeline(this.part, this.day, this.#active, this.#loaded?.loadedAt ?? 0),
  );
  readonly #active = $derived.by(() => {
    const roleSessions = this.appState.snapshot?.roleSessions ?? [];
    return new Map(roleSessions.map((each) => [roleKeyString(each.roleKey), credentialsEnd(each)]));
  });
  readonly retentionDays = $derived.by(() => this.appState.snapshot?.settings.historyDays ?? 0);
  /** Whether the whole history is empty. */
  readonly isEmpty = $derived.by(
    () =>
      this.isToday && this.earlierDay.state === 'none' && this.entries.length === 0 && this.timelineRows.length === 0,
  );
  readonly canGoBack = $derived.by(() => this.#from > daysEarlier(dayContaining(this.#today), this.retentionDays).from);

  constructor(
    private readonly appState: AppState,
    private readonly clock: Clock,
    private readonly toasts: Toasts,
  ) {}

  goToPreviousDay(): void {
    if (this.canGoBack) this.goToDay(previousDay(this.day).from);
  }

  goToNextDay(): void {
    if (!this.isToday) this.goToDay(nextDay(this.day).from);
  }

  /** Shows the day that contains an instant. */
  goToDay(instant: number): void {
    const { from } = dayContaining(instant);
    this.#shownInstant = from >= this.#today ? null : from;
    this.selected = null;
    this.role = null;
  }

  goToToday(): void {
    this.goToDay(this.#today);
  }

  clearFilters(): void {
    this.query = '';
    this.event = null;
    this.role = null;
  }

  /** Shows the entries of one role, or of all again. */
  toggleRole(key: string): void {
    this.role = this.role === key ? null : key;
  }

  /** Shows the last day that has entries of a role, and only those. */
  async showRole(key: string): Promise<void> {
    this.role = key;
    const today = dayContaining(this.#today);
    for (const days of [0, ...LOOK_BACK_DAYS, this.retentionDays]) {
      const result = await this.#read(daysEarlier(today, days).from, today.until);
      if (this.role !== key || result.status === 'error') return;
      const newest = entryItems(result.data).find((item) => item.role?.key === key);
      if (newest === undefined) continue;
      this.goToDay(newest.at);
      this.role = key;
      return;
    }
  }

  /** Moves the selection by a number of entries; selects the first if none is selected. */
  moveSelection(by: number): void {
    const index = this.selectedIndex === -1 ? 0 : this.selectedIndex + by;
    this.selectAt(Math.max(0, Math.min(this.shownEntries.length - 1, index)));
  }

  selectAt(index: number): void {
    this.selected = this.shownEntries[index]?.key ?? null;
  }

  /** Loads the day. A response that a later request overtook is dropped. */
  async load(): Promise<void> {
    this.#requestCount += 1;
    const request = this.#requestCount;
    const day = this.day;
    if (this.#loaded?.from !== day.from) {
      this.problem = null;
      this.earlierDay = { state: 'unknown' };
    }
    const result = await this.#read(day.from, day.until);
    if (request !== this.#requestCount) return;
    if (result.status === 'error') {
      this.problem = result.error;
      return;
    }
    this.problem = null;
    this.#loaded = { from: day.from, part: result.data, loadedAt: this.clock.read() };
    const isEmpty = result.data.entries.length === 0;
    if (isEmpty && this.earlierDay.state === 'unknown') await this.#findEarlierDay(request, day);
  }

  /** Reloads today shortly, because something changed. */
  reloadSoon(): void {
    if (!this.isToday || this.#reloadTimer !== undefined) return;
    this.#reloadTimer = setTimeout(() => {
      this.#reloadTimer = undefined;
      if (this.isToday) void this.load();
    }, RELOAD_INTERVAL);
  }

  /** Cancels the pending reload and ignores responses under way. */
  dispose(): void {
    clearTimeout(this.#reloadTimer);
    this.#requestCount += 1;
  }

  /** Exports the shown day, or a number of days until today, to a CSV file. */
  async export(days: number | null): Promise<void> {
    const last = days === null ? this.day : dayContaining(this.#today);
    const { from } = daysEarlier(last, (days ?? 1) - 1);
    this.isExporting = true;
    const receipt = await this.appState.request(
      (host) => host.exportHistory(queryFor(from, last.until)),
      words.history.title,
    );
    this.isExporting = false;
    if (receipt !== undefined) this.toasts.show(words.history.exported.toast(receipt.entries, receipt.file));
  }

  async #findEarlierDay(request: number, day: CalendarDay): Promise<void> {
    for (const days of [...LOOK_BACK_DAYS, this.retentionDays].filter((each) => each <= this.retentionDays)) {
      const result = await this.#read(daysEarlier(day, days).from, day.from);
      if (request !== this.#requestCount || result.status === 'error') return;
      const newest = result.data.entries[0];
      if (newest !== undefined) {
        this.earlierDay = { state: 'day', from: dayContaining(Date.parse(newest.at)).from };
        return;
      }
    }
    this.earlierDay = { state: 'none' };
  }

  #read(from: number, until: number): Promise<CommandResult<HistoryPart>> {
    return this.appState.call((host) => host.history(queryFor(from, until)));
  }
}

const queryFor = (from: number, until: number) => ({
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
});
