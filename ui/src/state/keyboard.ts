// The keyboard shortcuts: one table for what a key press does, and for the hints next to buttons. Pure.
export type KeyCommand =
  | 'search'
  | 'find'
  | 'openConsole'
  | 'chooseDestination'
  | 'startStop'
  | 'stop'
  | 'stopAll'
  | 'copy'
  | 'makeDefault'
  | 'menu'
  | 'undo'
  | 'closeWindow'
  | 'quit'
  | 'extendUp'
  | 'extendDown'
  | 'toggleSelect'
  | 'selectAll'
  | 'favourite'
  | 'details'
  | 'refresh'
  | 'settings'
  | 'history'
  | 'defineRole'
  | 'all'
  | 'active'
  | 'favourites'
  | 'recent'
  | 'keyboardShortcuts'
  | 'back'
  | 'enterList'
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last';

/** What has the focus when a key is pressed. */
export type KeyContext =
  /** The list of roles, or nothing in particular. */
  | 'list'
  /** A button in a row of the list, which handles Enter and Space itself. */
  | 'rowControl'
  /** The search field. */
  | 'search'
  /** Another field that takes text. */
  | 'field'
  /** A button that chooses what the list shows: in the sidebar or above the list. */
  | 'scope'
  /** Another button or a link. */
  | 'control';

/** The parts of a KeyboardEvent that matter. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

type KeyBinding = { chord: string; command: KeyCommand; contexts: readonly KeyContext[] };

const everywhere = ['list', 'rowControl', 'search', 'field', 'scope', 'control'] as const;
const notTyping = ['list', 'rowControl', 'scope', 'control'] as const;
const inList = ['list', 'rowControl'] as const;
const listOrSearch = ['list', 'rowControl', 'search'] as const;
/** Where the selected role is what the user looks at. */
const onSelected = ['list', 'rowControl', 'control'] as const;
const onSelectedOrSearch = ['list', 'rowControl', 'control', 'search', 'scope'] as const;

const bindings: readonly KeyBinding[] = [
  { chord: '/', command: 'search', contexts: notTyping },
  { chord: 'Mod+k', command: 'search', contexts: everywhere },
  { chord: 'Mod+f', command: 'find', contexts: everywhere },
  { chord: 'Mod+1', command: 'all', contexts: everywhere },
  { chord: 'Mod+2', command: 'active', contexts: everywhere },
  { chord: 'Mod+3', command: 'favourites', contexts: everywhere },
  { chord: 'Mod+4', command: 'recent', contexts: everywhere },
  { chord: 'Mod+5', command: 'history', contexts: everywhere },
  { chord: 'Mod+6', command: 'settings', contexts: everywhere },
  { chord: 'Mod+n', command: 'defineRole', contexts: everywhere },
  { chord: 'Mod+,', command: 'settings', contexts: everywhere },
  { chord: 'Escape', command: 'back', contexts: everywhere },
  { chord: '?', command: 'keyboardShortcuts', contexts: notTyping },
  { chord: 'F1', command: 'keyboardShortcuts', contexts: everywhere },
  { chord: 'Mod+/', command: 'keyboardShortcuts', contexts: everywhere },
  { chord: 'Mod+?', command: 'keyboardShortcuts', contexts: everywhere },
  { chord: 'ArrowDown', command: 'enterList', contexts: ['search', 'scope'] },
  { chord: 'ArrowUp', command: 'enterList', contexts: ['scope'] },
  { chord: 'ArrowUp', command: 'up', contexts: inList },
  { chord: 'ArrowDown', command: 'down', contexts: inList },
  { chord: 'PageUp', command: 'pageUp', contexts: listOrSearch },
  { chord: 'PageDown', command: 'pageDown', contexts: listOrSearch },
  { chord: 'Home', command: 'first', contexts: inList },
  { chord: 'End', command: 'last', contexts: inList },
  { chord: 'Enter', command: 'openConsole', contexts: ['list', 'search'] },
  { chord: 'Shift+Enter', command: 'chooseDestination', contexts: ['list', 'search'] },
  { chord: ' ', command: 'startStop', contexts: ['list'] },
  { chord: 'Mod+Enter', command: 'startStop', contexts: ['list', 'search'] },
  { chord: 'Delete', command: 'stop', contexts: inList },
  { chord: 'Shift+Delete', command: 'stopAll', contexts: [...notTyping, 'search'] },
  { chord: 'c', command: 'copy', contexts: onSelected },
  { chord: 'Mod+c', command: 'copy', contexts: onSelectedOrSearch },
  { chord: 'f', command: 'favourite', contexts: onSelected },
  { chord: 'Mod+.', command: 'favourite', contexts: onSelectedOrSearch },
  { chord: 'd', command: 'makeDefault', contexts: onSelected },
  { chord: 'Mod+d', command: 'makeDefault', contexts: onSelectedOrSearch },
  // From a button that chooses what is listed, such a character first goes to where it would act.
  { chord: 'c', command: 'enterList', contexts: ['scope'] },
  { chord: 'f', command: 'enterList', contexts: ['scope'] },
  { chord: 'd', command: 'enterList', contexts: ['scope'] },
  { chord: 'i', command: 'details', contexts: notTyping },
  { chord: 'r', command: 'refresh', contexts: notTyping },
  { chord: 'F5', command: 'refresh', contexts: everywhere },
  { chord: 'Mod+r', command: 'refresh', contexts: everywhere },
  { chord: 'Shift+ArrowUp', command: 'extendUp', contexts: inList },
  { chord: 'Shift+ArrowDown', command: 'extendDown', contexts: inList },
  { chord: 'Mod+ ', command: 'toggleSelect', contexts: ['list'] },
  { chord: 'Mod+a', command: 'selectAll', contexts: inList },
  { chord: 'ContextMenu', command: 'menu', contexts: listOrSearch },
  { chord: 'Shift+F10', command: 'menu', contexts: listOrSearch },
  { chord: 'Mod+z', command: 'undo', contexts: notTyping },
  { chord: 'Mod+w', command: 'closeWindow', contexts: everywhere },
  { chord: 'Mod+q', command: 'quit', contexts: everywhere },
];

/** The chord of a press. `Mod` is Ctrl, or Cmd on a Mac. Case is ignored, and Shift too if the character includes it. */
export function chordFor(press: KeyPress, isMac: boolean): string {
  return chordOf(press, press.key.length === 1 ? press.key.toLowerCase() : press.key, isMac);
}

function chordOf(press: KeyPress, key: string, isMac: boolean): string {
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const otherMod = isMac ? press.ctrlKey : press.metaKey;
  const isNamedKey = press.key.length > 1;
  return [
    otherMod ? 'Other+' : '',
    press.altKey ? 'Alt+' : '',
    mod ? 'Mod+' : '',
    isNamedKey && press.shiftKey ? 'Shift+' : '',
    key,
  ].join('');
}

/** The chord as on a Latin keyboard: other layouts have other characters on its characters, or digits only with Shift. */
function latinChordFor(press: KeyPress, isMac: boolean): string | null {
  const isModHeld = isMac ? press.metaKey : press.ctrlKey;
  if (!isModHeld || press.shiftKey || /^[a-z0-9]$/i.test(press.key)) return null;
  const [, character, digit] = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(press.code) ?? [];
  const key = character?.toLowerCase() ?? digit;
  return key === undefined ? null : chordOf(press, key, isMac);
}

export function commandFor(press: KeyPress, context: KeyContext, isMac: boolean): KeyCommand | null {
  const bound = (chord: string | null) =>
    bindings.find((binding) => binding.chord === chord && binding.contexts.includes(context))?.command;
  return bound(chordFor(press, isMac)) ?? bound(latinChordFor(press, isMac)) ?? null;
}

/** Whether a press types a character. */
export function isText(press: KeyPress): boolean {
  return !press.ctrlKey && !press.metaKey && !press.altKey && [...press.key].length === 1;
}

/** Whether a press is that of a key which only changes what others do. */
export function isModifier({ key }: KeyPress): boolean {
  return /^(?:Shift|Control|Alt|AltGraph|Meta|OS|CapsLock|NumLock|Fn|Dead|Process|Unidentified)$/.test(key);
}

/** The context of an element; null inside a dialog or a menu, which handle keys themselves. */
export function keyContext(element: Element | null): KeyContext | null {
  if (element === null) return 'list';
  if (element.closest('dialog, [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null)
    return null;
  if (element.closest('[data-key-context="search"]') !== null) return 'search';
  if (element.closest('input, textarea, select') !== null) return 'field';
  if (element.closest('button, a, summary') === null) return 'list';
  if (element.closest('[role="row"]') !== null) return 'rowControl';
  return element.closest('nav, [role="toolbar"], [data-key-context="scope"]') === null ? 'control' : 'scope';
}

/** The labels of a chord's key caps. */
export function keyCaps(chord: string, isMac: boolean): string[] {
  const labels: Record<string, string> = {
    Mod: isMac ? '⌘' : 'Ctrl',
    Shift: isMac ? '⇧' : 'Shift',
    Enter: '↵',
    ' ': 'Space',
    ContextMenu: 'Menu',
    Delete: 'Del',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    PageUp: 'PgUp',
    PageDown: 'PgDn',
    Escape: 'Esc',
  };
  const lastPlus = chord.lastIndexOf('+');
  const parts = lastPlus > 0 ? [...chord.slice(0, lastPlus).split('+'), chord.slice(lastPlus + 1)] : [chord];
  return parts.map((part) => labels[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
