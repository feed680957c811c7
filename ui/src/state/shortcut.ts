// The global shortcut: recorded from key presses, and written on key caps. Pure.

/** The parts of a KeyboardEvent that matter. */
export type ShortcutPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>;

export type ParsedShortcut =
  /** Only modifiers are held so far. */
  | { state: 'incomplete'; caps: string[] }
  | { state: 'complete'; shortcut: string }
  | { state: 'rejected'; reason: 'noModifier' | 'otherKey' };

const modifierKeys = ['Control', 'Alt', 'Shift', 'Meta', 'OS', 'AltGraph'];
const namedKeys = [
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

/** Parses a press: the modifiers held so far, a shortcut, or why it cannot be one. */
export function parseShortcut(press: ShortcutPress): ParsedShortcut {
  const modifiers = [
    press.ctrlKey ? 'Ctrl' : '',
    press.altKey ? 'Alt' : '',
    press.shiftKey ? 'Shift' : '',
    press.metaKey ? 'Super' : '',
  ].filter((name) => name !== '');
  if (modifierKeys.includes(press.key)) return { state: 'incomplete', caps: modifiers };
  if (!modifiers.some((name) => name !== 'Shift')) return { state: 'rejected', reason: 'noModifier' };
  const key = keyName(press);
  if (key === null) return { state: 'rejected', reason: 'otherKey' };
  return { state: 'complete', shortcut: [...modifiers, key].join('+') };
}

/** The character or digit of the keyboard layout, or the key's own name. */
function keyName({ key, code }: ShortcutPress): string | null {
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  const physical = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(code);
  if (physical !== null) return physical[1] ?? physical[2] ?? null;
  if (/^F(?:[1-9]|1\d|2[0-4])$/.test(code)) return code;
  return namedKeys.includes(code) ? code : null;
}

const keySymbols = new Map(
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

const macSymbols = new Map(Object.entries({ Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Super: '⌘' }));

/** The labels of a shortcut's key caps. */
export function shortcutCaps(shortcut: string, isMac: boolean): string[] {
  return shortcut.split('+').map((key) => (isMac ? macSymbols.get(key) : undefined) ?? keySymbols.get(key) ?? key);
}
