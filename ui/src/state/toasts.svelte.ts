// Short notes that go away by themselves. Only for what went well; what did not is shown where it happened.
export type Toast = {
  id: number;
  text: string;
  /** When what was copied leaves the clipboard, in milliseconds since 1970; null when it stays. */
  clearsAt: number | null;
  /** Of how many seconds. */
  seconds: number;
  /** Takes back what it tells. */
  undo: (() => void) | null;
};

const SHOWN_FOR = 3500;
const UNDO_FOR = 8000;

export class Toasts {
  shown = $state.raw<Toast[]>([]);
  #next = 1;

  constructor(private readonly now: () => number) {}

  /** Shows a text; with seconds, for as long as they count down. Answers the note's id. */
  show(text: string, clearsInSeconds: number | null = null): number {
    return this.#add(text, clearsInSeconds, null);
  }

  /** Shows what was done, and a way to take it back. */
  showUndo(text: string, undo: () => void): number {
    return this.#add(text, null, undo);
  }

  /** Takes back the last thing that can be; answers whether there was one. */
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
    const id = this.#next;
    this.#next += 1;
    const clearsAt = clearsInSeconds === null ? null : this.now() + clearsInSeconds * 1000;
    const others = this.shown.filter((toast) => clearsAt === null || toast.clearsAt === null);
    this.shown = [...others, { id, text, clearsAt, seconds: clearsInSeconds ?? 0, undo }].slice(-3);
    setTimeout(
      () => this.dismiss(id),
      clearsInSeconds === null ? (undo === null ? SHOWN_FOR : UNDO_FOR) : clearsInSeconds * 1000,
    );
    return id;
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}
