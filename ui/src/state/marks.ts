// Which rows are chosen together. A value: choosing makes another one. Pure.

export class Marks {
  /** No more than these at once: what is done with them asks AWS for each. */
  static readonly MOST = 20;

  readonly #keys: ReadonlySet<string>;

  constructor(
    keys: Iterable<string> = [],
    /** Where choosing began. */
    readonly anchor: string | null = null,
  ) {
    this.#keys = new Set(keys);
  }

  /** These, beginning at the first. */
  static of(keys: readonly string[]): Marks {
    return new Marks(keys.slice(0, Marks.MOST), keys[0] ?? null);
  }

  get size(): number {
    return this.#keys.size;
  }

  get isFull(): boolean {
    return this.#keys.size >= Marks.MOST;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** With or without a key; the first one chosen joins the row that was selected before. */
  toggled(key: string, selected: string): Marks {
    const keys = new Set(this.#keys.size === 0 ? [selected] : this.#keys);
    if (this.#keys.size === 0 && key === selected) return new Marks([key], key);
    if (keys.has(key)) keys.delete(key);
    else if (keys.size < Marks.MOST) keys.add(key);
    return new Marks(keys, key);
  }
}
