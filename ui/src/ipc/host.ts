// Everything the page can ask of the shell. It knows no implementation: `tauri.ts` is the real one, `fake.ts` a stand-in.
import type { commands } from './bindings';
import type { Problem, RequestedView, Snapshot, WireProblem } from './types';

/** The result of a command, as the program sends it. */
export type WireResult<T> = { status: 'ok'; data: T } | { status: 'error'; error: WireProblem };

/** The result of a command, or of one that the program did not respond to. */
export type CommandResult<T> = { status: 'ok'; data: T } | { status: 'error'; error: Problem };

/** The shell as the page sees it. */
export type Host = typeof commands & {
  /** Calls `listener` at every change until the returned function is called. */
  onSnapshot(listener: (snapshot: Snapshot) => void): Promise<() => void>;
  /** Calls `listener` when a second start, the tray or a notification asks for a view. */
  onViewRequested(listener: (view: RequestedView) => void): Promise<() => void>;
  /** The current time in milliseconds since 1970. */
  now(): number;
};
