// Short notes that go away by themselves. Only for what went well; what did not is shown where it happened.
export type Toast = {
  id: number;
  text: string;
  /** When what was copied leaves the clipboard, in milliseconds since 1970; null when it stays. */
  clearsAt: number | null;
  /** Of how many seconds. */
  seconds: number;
};

const SHOWN_FOR = 3500;

export class Toasts {
  shown = $state.raw<Toast[]>([]);
  #next = 1;

  constructor(private readonly now: () => number) {}

  /** Shows a text; with seconds, for as long as they count down. Answers the note's id. */
  show(text: string, clearsInSeconds: number | null = null): number {
    const id = this.#next;
    this.#next += 1;
    const clearsAt = clearsInSeconds === null ? null : this.now() + clearsInSeconds * 1000;
    const others = this.shown.filter((toast) => clearsAt === null || toast.clearsAt === null);
    this.shown = [...others, { id, text, clearsAt, seconds: clearsInSeconds ?? 0 }].slice(-3);
    setTimeout(() => this.dismiss(id), clearsInSeconds === null ? SHOWN_FOR : clearsInSeconds * 1000);
    return id;
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}
