// The whole surface the page uses of the shell. It knows no host: `tauri.ts` is the real one, `fake.ts` plays one.
import type { commands, ProblemView, RoomWanted, SnapshotView } from './bindings';

/** What a command answers. */
export type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: ProblemView };

/** A room that something outside the page asks for. */
export type WantedRoom = RoomWanted['room'];

/** The shell as the page sees it. */
export type Host = typeof commands & {
  /** Calls `listener` at every change until the returned function is called. */
  onSnapshot(listener: (snapshot: SnapshotView) => void): Promise<() => void>;
  /** Calls `listener` when a second start, the tray or a notification asks for a room. */
  onRoomWanted(listener: (room: WantedRoom) => void): Promise<() => void>;
  /** Milliseconds since 1970. */
  now(): number;
};
