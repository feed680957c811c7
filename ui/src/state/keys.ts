// The keys: one table for what a press does, for the hints beside buttons and for the sheet. Pure.
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
  | 'moreUp'
  | 'moreDown'
  | 'mark'
  | 'favourite'
  | 'details'
  | 'refresh'
  | 'settings'
  | 'keys'
  | 'back'
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last';

/** Where the press happened. */
export type KeyPlace =
  /** The list of roles, or nothing in particular. */
  | 'list'
  /** The search field. */
  | 'search'
  /** Another field that takes text. */
  | 'field'
  /** A button or a link, which has Enter and Space for itself. */
  | 'control';

/** The part of a KeyboardEvent that decides. */
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

type Binding = { chord: string; command: KeyCommand; places: readonly KeyPlace[] };

const anywhere = ['list', 'search', 'field', 'control'] as const;
const outside = ['list', 'control'] as const;
const finder = ['list', 'search'] as const;

const bindings: readonly Binding[] = [
  { chord: '/', command: 'search', places: outside },
  { chord: 'Mod+k', command: 'search', places: anywhere },
  { chord: 'Mod+,', command: 'settings', places: anywhere },
  { chord: 'Escape', command: 'back', places: anywhere },
  { chord: '?', command: 'keys', places: outside },
  { chord: 'ArrowUp', command: 'up', places: finder },
  { chord: 'ArrowDown', command: 'down', places: finder },
  { chord: 'PageUp', command: 'pageUp', places: finder },
  { chord: 'PageDown', command: 'pageDown', places: finder },
  { chord: 'Home', command: 'first', places: ['list'] },
  { chord: 'End', command: 'last', places: ['list'] },
  { chord: 'Enter', command: 'openConsole', places: finder },
  { chord: 'Shift+Enter', command: 'chooseDestination', places: finder },
  { chord: ' ', command: 'startStop', places: ['list'] },
  { chord: 'c', command: 'copy', places: outside },
  { chord: 'Mod+c', command: 'copy', places: finder },
  { chord: 'f', command: 'favourite', places: outside },
  { chord: 'i', command: 'details', places: outside },
  { chord: 'd', command: 'makeDefault', places: outside },
  { chord: 'r', command: 'refresh', places: outside },
  { chord: 'Shift+ArrowUp', command: 'moreUp', places: ['list'] },
  { chord: 'Shift+ArrowDown', command: 'moreDown', places: ['list'] },
  { chord: 'Mod+ ', command: 'mark', places: ['list'] },
  { chord: 'ContextMenu', command: 'menu', places: finder },
  { chord: 'Shift+F10', command: 'menu', places: finder },
  { chord: 'Mod+z', command: 'undo', places: outside },
  { chord: 'Mod+q', command: 'quit', places: anywhere },
];

/** `Mod` is Ctrl, on a Mac Cmd. A letter's case does not count, nor Shift where the character tells it. */
export function chordOf(press: Press, mac: boolean): string {
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const named = press.key.length > 1;
  return [
    other ? 'Other+' : '',
    press.altKey ? 'Alt+' : '',
    mod ? 'Mod+' : '',
    named && press.shiftKey ? 'Shift+' : '',
    key,
  ].join('');
}

export function commandOf(press: Press, place: KeyPlace, mac: boolean): KeyCommand | null {
  const chord = chordOf(press, mac);
  return bindings.find((binding) => binding.chord === chord && binding.places.includes(place))?.command ?? null;
}

/** Whether a press in the list is a letter of a name. */
export function isLetter(press: Press): boolean {
  return !press.ctrlKey && !press.metaKey && !press.altKey && /^[\p{L}\p{N}\-_.]$/u.test(press.key);
}

/** Where an element takes presses; null where a dialog or a menu has the keys for itself. */
export function placeOf(element: Element | null): KeyPlace | null {
  if (element === null) return 'list';
  if (element.closest('dialog, [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null)
    return null;
  if (element.closest('[data-keys="search"]') !== null) return 'search';
  if (element.closest('input, textarea, select') !== null) return 'field';
  if (element.closest('button, a, summary') !== null) return 'control';
  return 'list';
}

/** How a chord is written on a key cap. */
export function caps(chord: string, mac: boolean): string[] {
  const names: Record<string, string> = {
    Mod: mac ? '⌘' : 'Ctrl',
    Shift: mac ? '⇧' : 'Shift',
    Enter: '↵',
    ' ': 'Space',
    ContextMenu: 'Menu',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Escape: 'Esc',
  };
  const plus = chord.lastIndexOf('+');
  const parts = plus > 0 ? [...chord.slice(0, plus).split('+'), chord.slice(plus + 1)] : [chord];
  return parts.map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}

/** The sheet's rows: what is said, and the keys for it. */
export const sheet = {
  move: [
    ['search', ['/', 'Mod+k']],
    ['move', ['↑', '↓']],
    ['page', ['PgUp', 'PgDn']],
    ['ends', ['Home', 'End']],
    ['letters', ['A…Z']],
    ['more', ['Shift+ArrowUp', 'Shift+ArrowDown']],
    ['mark', ['Mod+ ']],
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
    ['keys', ['?']],
    ['undo', ['Mod+z']],
    ['back', ['Escape']],
    ['quit', ['Mod+q']],
  ],
} as const;
