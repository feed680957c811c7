// Which rows are selected together. An immutable value. Pure.

export class MultiSelection {
  /** The most rows at once: an action on them sends a request to AWS for each. */
  static readonly MAX_ROWS = 20;

  readonly #keys: ReadonlySet<string>;

  constructor(
    keys: Iterable<string> = [],
    /** The key where the selection started; a range extends from there. */
    readonly anchor: string | null = null,
  ) {
    this.#keys = new Set(keys);
  }

  /** A range of keys, cut to the maximum; its anchor is the first. */
  static fromRange(keys: readonly string[]): MultiSelection {
    return new MultiSelection(keys.slice(0, MultiSelection.MAX_ROWS), keys[0] ?? null);
  }

  get size(): number {
    return this.#keys.size;
  }

  get isFull(): boolean {
    return this.#keys.size >= MultiSelection.MAX_ROWS;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Adds or removes a key. The first key added joins the row that was selected before. */
  toggled(key: string, selected: string): MultiSelection {
    const keys = new Set(this.#keys.size === 0 ? [selected] : this.#keys);
    if (this.#keys.size === 0 && key === selected) return new MultiSelection([key], key);
    if (keys.has(key)) keys.delete(key);
    else if (keys.size < MultiSelection.MAX_ROWS) keys.add(key);
    return new MultiSelection(keys, key);
  }
}
