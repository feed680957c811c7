import { describe, expect, it } from 'vitest';

import { keyCaps, commandFor, type KeyContext, keyContext, type KeyPress } from './keyboard';

const press = (key: string, overrides: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...overrides,
});

describe('keyboard shortcuts', () => {
  it.each<[string, KeyPress, KeyContext, string | null]>([
    ['slash searches', press('/'), 'list', 'search'],
    ['slash with Shift searches, too', press('/', { shiftKey: true }), 'list', 'search'],
    ['slash is typed in a field', press('/'), 'search', null],
    ['Ctrl+K searches from anywhere', press('k', { ctrlKey: true }), 'field', 'search'],
    ['Enter opens from the search', press('Enter'), 'search', 'openConsole'],
    ['Enter presses a button', press('Enter'), 'control', null],
    ['Shift+Enter chooses a destination', press('Enter', { shiftKey: true }), 'list', 'chooseDestination'],
    ['Space starts', press(' '), 'list', 'startStop'],
    ['Space is typed in the search', press(' '), 'search', null],
    ['C copies', press('c'), 'list', 'copy'],
    ['C copies with the keyCaps lock on', press('C'), 'list', 'copy'],
    ['C is typed in a field', press('c'), 'field', null],
    ['Ctrl+C copies from the search', press('c', { ctrlKey: true }), 'search', 'copy'],
    ['Alt+C is ignored', press('c', { altKey: true }), 'list', null],
    ['Cmd+C is ignored without a Mac', press('c', { metaKey: true }), 'list', null],
    ['question mark shows the shortcuts', press('?', { shiftKey: true }), 'list', 'keyboardShortcuts'],
    ['D makes the default', press('d'), 'list', 'makeDefault'],
    ['D is typed in a field', press('d'), 'field', null],
    ['Shift+Down extends the selection', press('ArrowDown', { shiftKey: true }), 'list', 'extendDown'],
    ['Shift+Down is left to the search', press('ArrowDown', { shiftKey: true }), 'search', null],
    ['Ctrl+Space adds to the selection', press(' ', { ctrlKey: true }), 'list', 'toggleSelect'],
    ['the Menu key opens the menu', press('ContextMenu'), 'list', 'menu'],
    ['so does Shift+F10', press('F10', { shiftKey: true }), 'search', 'menu'],
    ['Ctrl+Z undoes', press('z', { ctrlKey: true }), 'list', 'undo'],
    ['Ctrl+Z is left to a field', press('z', { ctrlKey: true }), 'field', null],
    ['Ctrl+Q quits from anywhere', press('q', { ctrlKey: true }), 'search', 'quit'],
    ['Ctrl+W closes the window from anywhere', press('w', { ctrlKey: true }), 'field', 'closeWindow'],
    ['Home moves the caret of the search', press('Home'), 'search', null],
    ['Down in the search goes to the best match', press('ArrowDown'), 'search', 'enterList'],
    ['Down on a filter goes to the list', press('ArrowDown'), 'scope', 'enterList'],
    ['Down on another button is left to it', press('ArrowDown'), 'control', null],
    ['D on a filter goes to the list first', press('d'), 'scope', 'enterList'],
    ['Enter presses the button of a row', press('Enter'), 'rowControl', null],
    ['arrows move from the button of a row', press('ArrowDown'), 'rowControl', 'down'],
    ['Ctrl+D makes the best match the default', press('d', { ctrlKey: true }), 'search', 'makeDefault'],
    ['Ctrl+. makes it a favourite', press('.', { ctrlKey: true }), 'search', 'favourite'],
    ['Ctrl+Enter starts it', press('Enter', { ctrlKey: true }), 'search', 'startStop'],
    ['Ctrl+D is left to another field', press('d', { ctrlKey: true }), 'field', null],
    ['F1 helps everywhere', press('F1'), 'field', 'keyboardShortcuts'],
    ['Ctrl+/ helps in the search', press('/', { ctrlKey: true }), 'search', 'keyboardShortcuts'],
    [
      'also where / needs Shift',
      press('/', { ctrlKey: true, shiftKey: true, code: 'Digit7' }),
      'search',
      'keyboardShortcuts',
    ],
    ['F5 refreshes', press('F5'), 'search', 'refresh'],
    ['Ctrl+3 shows the favourites', press('3', { ctrlKey: true }), 'search', 'favourites'],
    ['where digits need Shift, too', press('"', { ctrlKey: true, code: 'Digit3' }), 'search', 'favourites'],
    ['Ctrl+D on a Cyrillic layout', press('в', { ctrlKey: true, code: 'KeyD' }), 'list', 'makeDefault'],
    ['D on a Cyrillic layout is text', press('в', { code: 'KeyD' }), 'list', null],
    ['Ctrl+A selects all', press('a', { ctrlKey: true }), 'list', 'selectAll'],
    ['Ctrl+A is left to the search', press('a', { ctrlKey: true }), 'search', null],
    ['Delete stops', press('Delete'), 'list', 'stop'],
    ['Delete is left to the search', press('Delete'), 'search', null],
    ['Shift+Delete stops all', press('Delete', { shiftKey: true }), 'search', 'stopAll'],
  ])('%s', (_, keyPress, context, command) => {
    expect(commandFor(keyPress, context, false)).toBe(command);
  });

  it('uses Cmd instead of Ctrl on a Mac', () => {
    expect(commandFor(press('k', { metaKey: true }), 'list', true)).toBe('search');
    expect(commandFor(press('k', { ctrlKey: true }), 'list', true)).toBeNull();
    expect(keyCaps('Mod+,', true)).toEqual(['⌘', ',']);
    expect(keyCaps('Shift+Enter', false)).toEqual(['Shift', '↵']);
  });

  it('leaves keys in dialogs and menus to them', () => {
    const dialog = document.createElement('div');
    dialog.setAttribute('role', 'dialog');
    dialog.append(document.createElement('button'));
    const searchInput = document.createElement('input');
    searchInput.dataset['keyContext'] = 'search';
    const row = document.createElement('div');
    row.setAttribute('role', 'row');
    const nav = document.createElement('nav');
    for (const parent of [row, nav]) parent.append(document.createElement('button'));
    document.body.append(dialog, searchInput, document.createElement('input'), document.createElement('button'));
    document.body.append(row, nav);
    const [inDialog, button, inRow, inNav] = document.querySelectorAll('button');
    const [search, field] = document.querySelectorAll('input');
    const elements = [inDialog, search, field, button, inRow, inNav, row, document.body];
    const contexts = elements.map((element) => keyContext(element ?? null));
    expect(contexts).toEqual([null, 'search', 'field', 'control', 'rowControl', 'scope', 'list', 'list']);
  });
});
