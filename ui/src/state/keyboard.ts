// The keyboard shortcuts: one table for what a key press does, for hints next to buttons and for the dialog. Pure.
export type KeyCommand =
  | 'search'
  | 'openConsole'
  | 'chooseDestination'
  | 'startStop'
  | 'copy'
  | 'makeDefault'
  | 'menu'
  | 'undo'
  | 'quit'
  | 'extendUp'
  | 'extendDown'
  | 'toggleSelect'
  | 'favourite'
  | 'details'
  | 'refresh'
  | 'settings'
  | 'keyboardShortcuts'
  | 'back'
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
  /** The search field. */
  | 'search'
  /** Another field that takes text. */
  | 'field'
  /** A button or a link, which handles Enter and Space itself. */
  | 'control';

/** The parts of a KeyboardEvent that matter. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

type KeyBinding = { chord: string; command: KeyCommand; contexts: readonly KeyContext[] };

const everywhere = ['list', 'search', 'field', 'control'] as const;
const notTyping = ['list', 'control'] as const;
const listOrSearch = ['list', 'search'] as const;

const bindings: readonly KeyBinding[] = [
  { chord: '/', command: 'search', contexts: notTyping },
  { chord: 'Mod+k', command: 'search', contexts: everywhere },
  { chord: 'Mod+,', command: 'settings', contexts: everywhere },
  { chord: 'Escape', command: 'back', contexts: everywhere },
  { chord: '?', command: 'keyboardShortcuts', contexts: notTyping },
  { chord: 'ArrowUp', command: 'up', contexts: listOrSearch },
  { chord: 'ArrowDown', command: 'down', contexts: listOrSearch },
  { chord: 'PageUp', command: 'pageUp', contexts: listOrSearch },
  { chord: 'PageDown', command: 'pageDown', contexts: listOrSearch },
  { chord: 'Home', command: 'first', contexts: ['list'] },
  { chord: 'End', command: 'last', contexts: ['list'] },
  { chord: 'Enter', command: 'openConsole', contexts: listOrSearch },
  { chord: 'Shift+Enter', command: 'chooseDestination', contexts: listOrSearch },
  { chord: ' ', command: 'startStop', contexts: ['list'] },
  { chord: 'c', command: 'copy', contexts: notTyping },
  { chord: 'Mod+c', command: 'copy', contexts: listOrSearch },
  { chord: 'f', command: 'favourite', contexts: notTyping },
  { chord: 'i', command: 'details', contexts: notTyping },
  { chord: 'd', command: 'makeDefault', contexts: notTyping },
  { chord: 'r', command: 'refresh', contexts: notTyping },
  { chord: 'Shift+ArrowUp', command: 'extendUp', contexts: ['list'] },
  { chord: 'Shift+ArrowDown', command: 'extendDown', contexts: ['list'] },
  { chord: 'Mod+ ', command: 'toggleSelect', contexts: ['list'] },
  { chord: 'ContextMenu', command: 'menu', contexts: listOrSearch },
  { chord: 'Shift+F10', command: 'menu', contexts: listOrSearch },
  { chord: 'Mod+z', command: 'undo', contexts: notTyping },
  { chord: 'Mod+q', command: 'quit', contexts: everywhere },
];

/** The chord of a press. `Mod` is Ctrl, or Cmd on a Mac. Case is ignored, and Shift too if the character includes it. */
export function chordFor(press: KeyPress, isMac: boolean): string {
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const otherMod = isMac ? press.ctrlKey : press.metaKey;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const isNamedKey = press.key.length > 1;
  return [
    otherMod ? 'Other+' : '',
    press.altKey ? 'Alt+' : '',
    mod ? 'Mod+' : '',
    isNamedKey && press.shiftKey ? 'Shift+' : '',
    key,
  ].join('');
}

export function commandFor(press: KeyPress, context: KeyContext, isMac: boolean): KeyCommand | null {
  const chord = chordFor(press, isMac);
  return bindings.find((binding) => binding.chord === chord && binding.contexts.includes(context))?.command ?? null;
}

/** Whether a press in the list can be part of a name. */
export function isTypeAheadKey(press: KeyPress): boolean {
  return !press.ctrlKey && !press.metaKey && !press.altKey && /^[\p{L}\p{N}\-_.]$/u.test(press.key);
}

/** The context of an element; null inside a dialog or a menu, which handle keys themselves. */
export function keyContext(element: Element | null): KeyContext | null {
  if (element === null) return 'list';
  if (element.closest('dialog, [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null)
    return null;
  if (element.closest('[data-key-context="search"]') !== null) return 'search';
  if (element.closest('input, textarea, select') !== null) return 'field';
  if (element.closest('button, a, summary') !== null) return 'control';
  return 'list';
}

/** The labels of a chord's key caps. */
export function keyCaps(chord: string, isMac: boolean): string[] {
  const labels: Record<string, string> = {
    Mod: isMac ? '⌘' : 'Ctrl',
    Shift: isMac ? '⇧' : 'Shift',
    Enter: '↵',
    ' ': 'Space',
    ContextMenu: 'Menu',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Escape: 'Esc',
  };
  const lastPlus = chord.lastIndexOf('+');
  const parts = lastPlus > 0 ? [...chord.slice(0, lastPlus).split('+'), chord.slice(lastPlus + 1)] : [chord];
  return parts.map((part) => labels[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}

/** The rows of the dialog: the name of each command and its chords. */
export const shortcutGroups = {
  move: [
    ['search', ['/', 'Mod+k']],
    ['move', ['↑', '↓']],
    ['page', ['PgUp', 'PgDn']],
    ['ends', ['Home', 'End']],
    ['typeAhead', ['A…Z']],
    ['extend', ['Shift+ArrowUp', 'Shift+ArrowDown']],
    ['toggleSelect', ['Mod+ ']],
  ],
  role: [
    ['openConsole', ['Enter']],
    ['chooseDestination', ['Shift+Enter']],
    ['startStop', [' ']],
    ['copy', ['c', 'Mod+c']],
    ['favourite', ['f']],
    ['makeDefault', ['d']],
    ['menu', ['ContextMenu', 'Shift+F10']],
  ],
  window: [
    ['details', ['i']],
    ['refresh', ['r']],
    ['settings', ['Mod+,']],
    ['keyboardShortcuts', ['?']],
    ['undo', ['Mod+z']],
    ['back', ['Escape']],
    ['quit', ['Mod+q']],
  ],
} as const;
