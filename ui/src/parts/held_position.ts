// Whether a user is about to use a row of a grid: the pointer is over it, or a key was just pressed.

/** So long after a key the rows stay in position, in milliseconds. */
const AFTER_KEY = 500;

export class HeldPosition {
  /** Where the pointer is, from the top of the view; null if it is elsewhere. */
  pointerY: number | null = null;
  #isAfterKey = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wasHeld = false;

  constructor(private readonly options: { onchange: (isHeld: boolean) => void }) {}

  get isHeld(): boolean {
    return this.pointerY !== null || this.#isAfterKey;
  }

  pointAt(y: number | null): void {
    this.pointerY = y;
    this.#report();
  }

  keyPressed(): void {
    this.#isAfterKey = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isAfterKey = false;
      this.#report();
    }, AFTER_KEY);
    this.#report();
  }

  /** The grid is gone. */
  stop(): void {
    clearTimeout(this.#timer);
    this.pointerY = null;
    this.#isAfterKey = false;
    this.#report();
  }

  #report(): void {
    if (this.isHeld === this.#wasHeld) return;
    this.#wasHeld = this.isHeld;
    this.options.onchange(this.isHeld);
  }
}
