// The page's time: `now` moves once a second, so that words about time follow it.
export class Clock {
  #now = $state(0);

  constructor(readonly read: () => number) {
    this.#now = read();
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  /** Moves until the returned function is called. */
  start(): () => void {
    const timer = setInterval(() => {
      this.#now = this.read();
    }, 1000);
    return () => clearInterval(timer);
  }
}
