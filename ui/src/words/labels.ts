// What a person calls and marks a role with.
import { count } from './times';

export const labels = {
  title: 'Labels',
  edit: 'Edit labels…',
  alias: 'Alias',
  aliasHint: 'such as pay-admin',
  aliasWrong: 'An alias is one word of letters, digits and . _ + - and begins with a letter or digit.',
  aliasLong: (most: number) => `An alias has at most ${count(most)} characters.`,
  aliasTaken: (role: string) => `${role} has this alias already.`,
  colour: 'Colour',
  noColour: 'No colour',
  colours: {
    red: 'Red',
    orange: 'Orange',
    amber: 'Amber',
    green: 'Green',
    teal: 'Teal',
    blue: 'Blue',
    purple: 'Purple',
    pink: 'Pink',
  } as Record<string, string>,
  coloured: (colour: string) => `Colour: ${colour}`,
  note: 'Note',
  noteHint: 'for yourself',
  noteLong: (most: number, has: number) => `A note has at most ${count(most)} characters; this one has ${count(has)}.`,
  noteLeft: (left: number) => `${count(left)} left`,
  tags: 'Tags',
  tagsHint: 'such as core, pci',
  tagsHelp:
    'Of the account and all its roles, separated by commas. Search finds them, and production rules may name them.',
  tagsWrong: 'A tag is one word of letters, digits and . _ + - / : = @ and begins with a letter or digit.',
  tagsMany: (most: number) => `An account has at most ${count(most)} tags.`,
  saved: {
    alias: (role: string, text: string | null) =>
      text === null ? `Removed the alias of ${role}` : `${role} is now ${text}`,
    colour: (role: string) => `Changed the colour of ${role}`,
    note: (role: string) => `Saved the note on ${role}`,
    tags: (account: string) => `Saved the tags of ${account}`,
  },
  undo: 'Undo',
  refused: (summary: string, advice: string) => `${summary} ${advice}`,
};
