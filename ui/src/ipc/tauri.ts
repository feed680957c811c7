// The real host: the only file that runs the generated bindings.
import { commands, events } from './bindings';
import type { Host } from './host';

const host: Host = {
  ...commands,
  onSnapshot: (listener) => events.snapshotChanged.listen((event) => listener(event.payload)),
  onViewRequested: (listener) => events.viewRequested.listen((event) => listener(event.payload.view)),
  now: () => Date.now(),
};

/** Shows the page on the shell. */
export const showOnHost = (show: (host: Host) => void): void => show(host);
