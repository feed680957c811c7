// Short messages that disappear after a few seconds, but not while the user is at them. Only for success.
export type ToastAction = { label: string; run: () => void };

export type Toast = {
  id: number;
  text: string;
  /** Undoes what the toast reports; null if it cannot be undone. */
  undo: ToastAction | null;
};

/** How long a toast is shown, in milliseconds; longer if it offers to undo. */
const DURATION = 3500;
const UNDO_DURATION = 8000;
/** The shortest time that a toast stays after the user left it. */
const AFTER_HOLD = 1500;
const MAX_SHOWN = 3;

type Timer = { timeout: ReturnType<typeof setTimeout>; endsAt: number };

export class Toasts {
  shown = $state.raw<Toast[]>([]);
  #nextId = 1;
  readonly #timers = new Map<number, Timer>();
  /** What remains of each toast's time while they are held; null while they are not. */
  #held: Map<number, number> | null = null;

  constructor(private readonly now: () => number) {}

  /** Shows a text and returns the toast's id. */
  show(text: string): number {
    return this.#add(text, null);
  }

  /** Shows a text with a button that undoes what it reports. Returns the toast's id. */
  showUndo(text: string, label: string, run: () => void): number {
    return this.#add(text, { label, run });
  }

  /** Undoes the latest that can be undone; returns whether there was one. */
  undoLast(): boolean {
    const last = this.shown.findLast((toast) => toast.undo !== null);
    if (last === undefined) return false;
    this.undo(last);
    return true;
  }

  undo(toast: Toast): void {
    this.dismiss(toast.id);
    toast.undo?.run();
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id)?.timeout);
    this.#timers.delete(id);
    this.#held?.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  /** Keeps every toast until `release`: the pointer or the focus is at one of them. */
  hold(): void {
    if (this.#held !== null) return;
    this.#held = new Map([...this.#timers].map(([id, { endsAt }]) => [id, endsAt - this.now()]));
    for (const { timeout } of this.#timers.values()) clearTimeout(timeout);
    this.#timers.clear();
  }

  release(): void {
    const held = this.#held ?? new Map<number, number>();
    this.#held = null;
    for (const [id, left] of held) this.#startTimer(id, Math.max(left, AFTER_HOLD));
  }

  #add(text: string, undo: ToastAction | null): number {
    const id = this.#nextId;
    this.#nextId += 1;
    const dropped = this.shown.slice(0, Math.max(0, this.shown.length + 1 - MAX_SHOWN));
    dropped.forEach((toast) => this.dismiss(toast.id));
    this.shown = [...this.shown, { id, text, undo }];
    const duration = undo === null ? DURATION : UNDO_DURATION;
    if (this.#held === null) this.#startTimer(id, duration);
    else this.#held.set(id, duration);
    return id;
  }

  #startTimer(id: number, duration: number): void {
    const timeout = setTimeout(() => this.dismiss(id), duration);
    this.#timers.set(id, { timeout, endsAt: this.now() + duration });
  }
}
