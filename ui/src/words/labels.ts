// The user's own labels of a role: alias, colour, note, tags.
import type { Colour } from '../ipc/types';
import { name, names } from './names';
import { count } from './times';

const colours: Record<Colour, string> = {
  red: 'Red',
  orange: 'Orange',
  amber: 'Amber',
  green: 'Green',
  teal: 'Teal',
  blue: 'Blue',
  purple: 'Purple',
  pink: 'Pink',
};

/** About aliases of a role that is gone. */
export const aliasMove = {
  summary: (aliases: readonly string[]) =>
    aliases.length === 1
      ? `The role of the alias ${names(aliases)} is gone.`
      : `The role of the aliases ${names(aliases)} is gone.`,
  advice: (oldName: string, newName: string) =>
    `${name(newName)} came in the place of ${name(oldName)}. Move the alias only if it is the same role with another name: scripts that use the alias get the other role.`,
  move: 'Move the alias',
  keep: 'Do not move the alias',
};

export const labels = {
  title: 'Labels',
  edit: 'Edit labels…',
  alias: 'Alias',
  aliasPlaceholder: 'e.g. pay-admin',
  aliasInvalid: 'An alias must start with a letter or digit and contain only letters, digits and . _ + -',
  aliasTooLong: (max: number) => `An alias can have at most ${count(max)} characters.`,
  aliasTaken: (role: string) => `${name(role)} already uses this alias.`,
  colour: 'Colour',
  noColour: 'No colour',
  colours,
  coloured: (colour: string) => `Colour: ${colour}`,
  note: 'Note',
  notePlaceholder: 'Only for you',
  noteTooLong: (max: number, length: number) =>
    `A note can have at most ${count(max)} characters; this one has ${count(length)}.`,
  noteLeft: (left: number) => `${count(left)} left`,
  tags: 'Tags',
  tagsPlaceholder: 'e.g. core, pci',
  tagsHelp:
    'Apply to the account and all its roles. Separate them with commas. You can search for tags and use them in production patterns.',
  tagsInvalid: 'A tag must start with a letter or digit and contain only letters, digits and . _ + - / : = @',
  tooManyTags: (max: number) => `An account can have at most ${count(max)} tags.`,
  saved: {
    alias: (role: string, alias: string | null) =>
      alias === null ? `Removed the alias of ${name(role)}` : `${name(role)} is now ${name(alias)}`,
    colour: (role: string) => `Changed the colour of ${name(role)}`,
    note: (role: string) => `Saved the note on ${name(role)}`,
    tags: (account: string) => `Saved the tags of ${name(account)}`,
  },
  undo: 'Undo',
  refused: (summary: string, advice: string) => `${summary} ${advice}`,
};
