// Which view, menu or dialog the window shows, where the focus goes, and whether the details pane is open.
import type { Account, Environment } from '../ipc/types';
import type { Row } from './catalogue';

export type View = 'list' | 'connect' | 'history' | 'settings';

/** What a menu is placed next to: an element, or the point of a click. */
export type MenuAnchor = HTMLElement | { getBoundingClientRect: () => DOMRect } | null;

/** A role session that an action ends, as a question lists it. */
export type EndingRoleSession = {
  key: string;
  /** Of its account and role. */
  name: string;
  environment: Environment | null;
  /** The time left, in words. */
  left: string;
};

/** An action that needs the user's confirmation. */
export type Confirmation = {
  title: string;
  text: string;
  confirmLabel: string;
  /** The role it is about, shown with its account and environment. */
  row: Row | null;
  /** The role sessions that it ends. */
  roleSessions?: readonly EndingRoleSession[];
  /** Whether the user may or has to say what they use the role for; absent: they are not asked. */
  reason?: 'optional' | 'required';
  danger: boolean;
  onConfirm: (reason: string | null) => void;
};

export type Overlay =
  | { kind: 'keyboardShortcuts' }
  | { kind: 'accessChanges' }
  | { kind: 'roleMenu'; rows: readonly Row[]; anchor: MenuAnchor }
  | { kind: 'accountMenu'; account: Account; anchor: MenuAnchor }
  | { kind: 'confirm'; confirmation: Confirmation }
  | { kind: 'destination'; row: Row }
  | { kind: 'copyMenu'; row: Row; anchor: MenuAnchor }
  | { kind: 'roleForm' }
  | { kind: 'removePortal'; portal: string };

type FocusRequest = { target: 'search'; caret: 'all' | 'end' } | { target: 'list' | 'labels' };

export class Navigation {
  view = $state<View>('list');
  overlay = $state.raw<Overlay | null>(null);
  /** Where the focus should go. A new object each time, so that a repeated request has an effect. */
  focusRequest = $state.raw<FocusRequest>({ target: 'search', caret: 'all' });
  /** Whether the search of the list has the focus: keys then act on the selected row from there. */
  searchFocused = $state(false);
  /** Scrolls the selected row into view; returns whether it was there already. Set by the list. */
  revealSelection: () => boolean = () => true;
  /** Returns how many rows are visible at once; set by the list. */
  visibleRowCount: () => number = () => 1;
  /** Whether the window is wide enough for the details next to the list. */
  isWide = $state(true);
  /** The key of the role that the history is to show when it opens. */
  #historyRole: string | null = null;
  #detailsOverride = $state<boolean | null>(null);
  #detailsWhileSearching = $state(false);

  /** While the user searches, the details are hidden unless they were opened during a search. */
  detailsShown(searching: boolean): boolean {
    return searching ? this.#detailsWhileSearching : (this.#detailsOverride ?? this.isWide);
  }

  toggleDetails(searching: boolean): void {
    if (searching) this.#detailsWhileSearching = !this.detailsShown(true);
    else this.#detailsOverride = !this.detailsShown(false);
  }

  /** Whether the user showed or hid the details; null while the window's width decides. */
  get detailsOverride(): boolean | null {
    return this.#detailsOverride;
  }

  setDetailsOverride(shown: boolean | null): void {
    this.#detailsOverride = shown;
  }

  goTo(view: View): void {
    this.view = view;
    this.overlay = null;
  }

  /** Shows the history of one role. */
  showHistoryOf(roleKey: string): void {
    this.#historyRole = roleKey;
    this.goTo('history');
  }

  /** The role that the history is to show; asked once. */
  takeHistoryRole(): string | null {
    const role = this.#historyRole;
    this.#historyRole = null;
    return role;
  }

  /** Focuses the search with its text selected, or with the caret behind it. */
  focusSearch(caret: 'all' | 'end' = 'all'): void {
    this.focusRequest = { target: 'search', caret };
  }

  focusList(): void {
    this.focusRequest = { target: 'list' };
  }

  /** Opens the details if needed and focuses the labels there. */
  focusLabels(searching: boolean): void {
    if (!this.detailsShown(searching)) this.toggleDetails(searching);
    this.focusRequest = { target: 'labels' };
  }

  confirm(confirmation: Confirmation): void {
    this.overlay = { kind: 'confirm', confirmation };
  }

  openOverlay(overlay: Overlay): void {
    this.overlay = overlay;
  }

  closeOverlay(): void {
    this.overlay = null;
  }

  /** Follows the window's width until the returned function is called. */
  followWidth(query: MediaQueryList): () => void {
    const update = () => {
      this.isWide = query.matches;
      this.#detailsOverride = null;
    };
    this.isWide = query.matches;
    query.addEventListener('change', update);
    return () => query.removeEventListener('change', update);
  }
}
