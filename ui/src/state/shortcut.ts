// A shortcut as it is pressed, kept and written on key caps. Pure.

/** The part of a KeyboardEvent that decides. */
export type ShortcutPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>;

export type ShortcutRead =
  /** Only keys that are held so far. */
  | { state: 'held'; caps: string[] }
  | { state: 'whole'; shortcut: string }
  | { state: 'refused'; why: 'noModifier' | 'otherKey' };

const held = ['Control', 'Alt', 'Shift', 'Meta', 'OS', 'AltGraph'];
const named = [
  'Space',
  'Enter',
  'Backspace',
  'Delete',
  'Insert',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Comma',
  'Period',
  'Slash',
  'Backslash',
  'Semicolon',
  'Quote',
  'Backquote',
  'Minus',
  'Equal',
  'BracketLeft',
  'BracketRight',
];

/** What a press says: keys held so far, a shortcut, or none that can be used. */
export function readShortcut(press: ShortcutPress): ShortcutRead {
  const modifiers = [
    press.ctrlKey ? 'Ctrl' : '',
    press.altKey ? 'Alt' : '',
    press.shiftKey ? 'Shift' : '',
    press.metaKey ? 'Super' : '',
  ].filter((name) => name !== '');
  if (held.includes(press.key)) return { state: 'held', caps: modifiers };
  if (!modifiers.some((name) => name !== 'Shift')) return { state: 'refused', why: 'noModifier' };
  const key = keyOf(press);
  if (key === null) return { state: 'refused', why: 'otherKey' };
  return { state: 'whole', shortcut: [...modifiers, key].join('+') };
}

/** The letter or digit that the layout has there; else the key's own name. */
function keyOf({ key, code }: ShortcutPress): string | null {
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  const plain = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(code);
  if (plain !== null) return plain[1] ?? plain[2] ?? null;
  if (/^F(?:[1-9]|1\d|2[0-4])$/.test(code)) return code;
  return named.includes(code) ? code : null;
}

const signs = new Map(
  Object.entries({
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    Comma: ',',
    Period: '.',
    Slash: '/',
    Backslash: '\\',
    Semicolon: ';',
    Quote: "'",
    Backquote: '`',
    Minus: '-',
    Equal: '=',
    BracketLeft: '[',
    BracketRight: ']',
  }),
);

const macs = new Map(Object.entries({ Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Super: '⌘' }));

/** The keys of a shortcut, as they are written on the caps. */
export function shortcutCaps(shortcut: string, mac: boolean): string[] {
  return shortcut.split('+').map((key) => (mac ? macs.get(key) : undefined) ?? signs.get(key) ?? key);
}
