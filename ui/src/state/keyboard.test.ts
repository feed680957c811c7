import { describe, expect, it } from 'vitest';

import { keyCaps, commandFor, type KeyContext, keyContext, type KeyPress } from './keyboard';

const press = (key: string, overrides: Partial<KeyPress> = {}): KeyPress => ({
  key,
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
    ['Home moves the caret of the search', press('Home'), 'search', null],
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
    document.body.append(dialog, searchInput, document.createElement('input'), document.createElement('button'));
    const [inDialog, button] = document.querySelectorAll('button');
    const [search, field] = document.querySelectorAll('input');
    const contexts = [inDialog, search, field, button, document.body].map((element) => keyContext(element ?? null));
    expect(contexts).toEqual([null, 'search', 'field', 'control', 'list']);
  });
});
