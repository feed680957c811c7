// The page's time: `now` changes once a second, and what depends on it follows.
export class Clock {
  #now = $state(0);

  constructor(readonly read: () => number) {
    this.#now = read();
  }

  /** In milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  /** Runs until the returned function is called. */
  start(): () => void {
    const timer = setInterval(() => {
      this.#now = this.read();
    }, 1000);
    return () => clearInterval(timer);
  }
}
