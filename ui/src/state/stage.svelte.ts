// What is on the stage: which view, which dialog, whether the details pane is there. It knows nothing of the host.
import type { Row } from './catalogue';

export type Place = 'list' | 'connect' | 'history' | 'settings';

/** What a menu stands beside: an element, or the place of a click. */
export type Anchor = HTMLElement | { getBoundingClientRect: () => DOMRect } | null;

/** Something that is done only when the person says so once more. */
export type Question = {
  title: string;
  text: string;
  act: string;
  /** The role it is about, shown with its account and environment. */
  row: Row | null;
  danger: boolean;
  go: () => void;
};

export type Overlay =
  | { kind: 'keys' }
  | { kind: 'menu'; rows: readonly Row[]; anchor: Anchor }
  | { kind: 'ask'; question: Question }
  | { kind: 'destination'; row: Row }
  | { kind: 'copy'; row: Row; anchor: Anchor }
  | { kind: 'remove'; portal: string };

export class Stage {
  place = $state<Place>('list');
  overlay = $state.raw<Overlay | null>(null);
  /** Where the focus is wanted; another object each time, so that asking twice works. */
  focus = $state.raw<{ on: 'search' | 'list' | 'labels' }>({ on: 'search' });
  /** How many rows the list shows at once; the list says it. */
  rowsInView: () => number = () => 1;
  /** Whether the window has room for the details beside the list. */
  wide = $state(true);
  #chosen = $state<boolean | null>(null);
  #chosenSearching = $state<boolean | null>(null);

  /** While searching the list takes the whole width, unless the person wants the details there, too. */
  detailsShown(searching: boolean): boolean {
    return searching ? (this.#chosenSearching ?? false) : (this.#chosen ?? this.wide);
  }

  toggleDetails(searching: boolean): void {
    if (searching) this.#chosenSearching = !this.detailsShown(true);
    else this.#chosen = !this.detailsShown(false);
  }

  go(place: Place): void {
    this.place = place;
    this.overlay = null;
  }

  toSearch(): void {
    this.focus = { on: 'search' };
  }

  /** To the labels in the details, which are shown for it. */
  toLabels(searching: boolean): void {
    if (!this.detailsShown(searching)) this.toggleDetails(searching);
    this.focus = { on: 'labels' };
  }

  ask(question: Question): void {
    this.overlay = { kind: 'ask', question };
  }

  /** Whether the person showed or hid the details; null when the window's width decides. */
  get detailsChosen(): boolean | null {
    return this.#chosen;
  }

  chooseDetails(shown: boolean | null): void {
    this.#chosen = shown;
  }

  toList(): void {
    this.focus = { on: 'list' };
  }

  open(overlay: Overlay): void {
    this.overlay = overlay;
  }

  close(): void {
    this.overlay = null;
  }

  /** Follows the window's width until the returned function is called. */
  follow(query: MediaQueryList): () => void {
    const read = () => {
      this.wide = query.matches;
      this.#chosen = null;
    };
    this.wide = query.matches;
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }
}
