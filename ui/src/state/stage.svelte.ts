// What is on the stage: which view, which dialog, whether the details pane is there. It knows nothing of the host.
import type { Row } from './catalogue';

export type Place = 'list' | 'connect' | 'history' | 'settings';

export type Overlay =
  | { kind: 'keys' }
  | { kind: 'destination'; row: Row }
  | { kind: 'copy'; row: Row; anchor: HTMLElement | null }
  | { kind: 'remove'; portal: string };

export class Stage {
  place = $state<Place>('list');
  overlay = $state.raw<Overlay | null>(null);
  /** Where the focus is wanted; another object each time, so that asking twice works. */
  focus = $state.raw<{ on: 'search' | 'list' }>({ on: 'search' });
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
    read();
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }
}
