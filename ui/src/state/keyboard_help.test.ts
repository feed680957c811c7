import { describe, expect, it } from 'vitest';

import { words } from '../words';
import { commandFor, type KeyContext } from './keyboard';
import { shortcutGroups } from './keyboard_help';

const contexts: readonly KeyContext[] = ['list', 'rowControl', 'search', 'field', 'scope', 'control'];

/** The press that a chord stands for. */
function pressOf(chord: string) {
  const modifiers = chord.split('+').slice(0, -1);
  return {
    key: chord.split('+').at(-1) ?? '',
    code: '',
    ctrlKey: modifiers.includes('Mod'),
    shiftKey: modifiers.includes('Shift'),
    metaKey: false,
    altKey: false,
  };
}

describe('the dialog with the keyboard shortcuts', () => {
  it.each(['move', 'role', 'window'] as const)('lists only chords that do something: %s', (group) => {
    const chords = shortcutGroups[group].flatMap(([, all]): readonly string[] => all);
    const dead = chords.filter((chord) => contexts.every((each) => commandFor(pressOf(chord), each, false) === null));
    expect(dead).toEqual([]);
  });

  it('names every command', () => {
    const commands = Object.values(shortcutGroups).flatMap((group) => group.map(([command]) => command));
    expect(Object.keys(words.keyboardShortcuts.commands).toSorted()).toEqual(commands.toSorted());
  });
});
