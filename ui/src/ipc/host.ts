// The whole surface the page uses of the shell. It knows no host: `tauri.ts` is the real one, `fake.ts` plays one.
import type { commands, ProblemView, SnapshotView } from './bindings';

/** What a command answers. */
export type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: ProblemView };

/** The shell as the page sees it. */
export type Host = typeof commands & {
  /** Calls `listener` at every change until the returned function is called. */
  onSnapshot(listener: (snapshot: SnapshotView) => void): Promise<() => void>;
  /** Milliseconds since 1970. */
  now(): number;
};
