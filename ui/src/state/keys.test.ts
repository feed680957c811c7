import { describe, expect, it } from 'vitest';

import { caps, commandOf, type KeyPlace, placeOf, type Press } from './keys';

const press = (key: string, over: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...over,
});

describe('keys', () => {
  it.each<[string, Press, KeyPlace, string | null]>([
    ['a slash searches', press('/'), 'list', 'search'],
    ['a slash typed with Shift searches, too', press('/', { shiftKey: true }), 'list', 'search'],
    ['a slash is typed in a field', press('/'), 'search', null],
    ['Ctrl+K searches from anywhere', press('k', { ctrlKey: true }), 'field', 'search'],
    ['Enter opens from the search', press('Enter'), 'search', 'openConsole'],
    ['Enter presses a button', press('Enter'), 'control', null],
    ['Shift+Enter chooses', press('Enter', { shiftKey: true }), 'list', 'chooseDestination'],
    ['Space starts', press(' '), 'list', 'startStop'],
    ['Space is typed in the search', press(' '), 'search', null],
    ['C copies', press('c'), 'list', 'copy'],
    ['C copies with the caps lock on', press('C'), 'list', 'copy'],
    ['C is typed in a field', press('c'), 'field', null],
    ['Ctrl+C copies from the search', press('c', { ctrlKey: true }), 'search', 'copy'],
    ['Alt+C is none of ours', press('c', { altKey: true }), 'list', null],
    ['Cmd+C is none of ours without a Mac', press('c', { metaKey: true }), 'list', null],
    ['a question mark lists the keys', press('?', { shiftKey: true }), 'list', 'keys'],
    ['D makes the default', press('d'), 'list', 'makeDefault'],
    ['D is typed in a field', press('d'), 'field', null],
    ['Shift+Down chooses one more', press('ArrowDown', { shiftKey: true }), 'list', 'moreDown'],
    ['Shift+Down is left to the search', press('ArrowDown', { shiftKey: true }), 'search', null],
    ['Ctrl+Space marks', press(' ', { ctrlKey: true }), 'list', 'mark'],
    ['the Menu key opens the menu', press('ContextMenu'), 'list', 'menu'],
    ['so does Shift+F10', press('F10', { shiftKey: true }), 'search', 'menu'],
    ['Ctrl+Z takes back', press('z', { ctrlKey: true }), 'list', 'undo'],
    ['Ctrl+Z is left to a field', press('z', { ctrlKey: true }), 'field', null],
    ['Ctrl+Q quits from anywhere', press('q', { ctrlKey: true }), 'search', 'quit'],
    ['Home moves the caret of the search', press('Home'), 'search', null],
  ])('%s', (_, pressed, place, command) => {
    expect(commandOf(pressed, place, false)).toBe(command);
  });

  it('takes Cmd for Ctrl on a Mac', () => {
    expect(commandOf(press('k', { metaKey: true }), 'list', true)).toBe('search');
    expect(commandOf(press('k', { ctrlKey: true }), 'list', true)).toBeNull();
    expect(caps('Mod+,', true)).toEqual(['⌘', ',']);
    expect(caps('Shift+Enter', false)).toEqual(['Shift', '↵']);
  });

  it('leaves dialogs and menus their keys', () => {
    const dialog = document.createElement('div');
    dialog.setAttribute('role', 'dialog');
    dialog.append(document.createElement('button'));
    const finder = document.createElement('input');
    finder.dataset['keys'] = 'search';
    document.body.append(dialog, finder, document.createElement('input'), document.createElement('button'));
    const [inDialog, button] = document.querySelectorAll('button');
    const [search, field] = document.querySelectorAll('input');
    const places = [inDialog, search, field, button, document.body].map((element) => placeOf(element ?? null));
    expect(places).toEqual([null, 'search', 'field', 'control', 'list']);
  });
});
