// Short messages that disappear after a few seconds. Only for success; errors are shown as notices.
export type Toast = {
  id: number;
  text: string;
  /** When the copied text is cleared from the clipboard, in milliseconds since 1970; null if it stays. */
  clearsAt: number | null;
  /** How many seconds that was away when the toast was shown. */
  clearsInSeconds: number;
  /** Undoes what the toast reports; null if it cannot be undone. */
  undo: (() => void) | null;
};

/** How long a toast is shown, in milliseconds; longer if it offers to undo. */
const DURATION = 3500;
const UNDO_DURATION = 8000;
const MAX_SHOWN = 3;

export class Toasts {
  shown = $state.raw<Toast[]>([]);
  #nextId = 1;

  constructor(private readonly now: () => number) {}

  /** Shows a text and returns the toast's id. With `clearsInSeconds` it counts down and is shown that long. */
  show(text: string, clearsInSeconds: number | null = null): number {
    return this.#add(text, clearsInSeconds, null);
  }

  /** Shows a text with a button that undoes what it reports. Returns the toast's id. */
  showUndo(text: string, undo: () => void): number {
    return this.#add(text, null, undo);
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
    toast.undo?.();
  }

  #add(text: string, clearsInSeconds: number | null, undo: (() => void) | null): number {
    const id = this.#nextId;
    this.#nextId += 1;
    const clearsAt = clearsInSeconds === null ? null : this.now() + clearsInSeconds * 1000;
    const others = this.shown.filter((toast) => clearsAt === null || toast.clearsAt === null);
    this.shown = [...others, { id, text, clearsAt, clearsInSeconds: clearsInSeconds ?? 0, undo }].slice(-MAX_SHOWN);
    setTimeout(
      () => this.dismiss(id),
      clearsInSeconds === null ? (undo === null ? DURATION : UNDO_DURATION) : clearsInSeconds * 1000,
    );
    return id;
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}
