// Parses what a user types as a label, and says why it is invalid. Pure. The host validates it again.
import { words } from '../words';
import type { Row } from './catalogue';

/** A valid value (null removes the label), or why the text is invalid. */
export type ParsedLabel<T> = { value: T } | { error: string };

const MAX_ALIAS_LENGTH = 64;
export const MAX_NOTE_LENGTH = 500;
const MAX_TAG_LENGTH = 64;
const MAX_TAGS = 16;
const ALIAS = /^[\p{Alphabetic}\p{N}][\p{Alphabetic}\p{N}._+-]*$/u;
const TAG = /^[\p{Alphabetic}\p{N}][\p{Alphabetic}\p{N}._+\-/:=@]*$/u;

const characterCount = (text: string) => Array.from(text).length;

/** Parses an alias: one word, unique among the roles. */
export function parseAlias(
  text: string,
  row: Row,
  rows: readonly Row[],
  displayName: (row: Row) => string,
): ParsedLabel<string | null> {
  const alias = text.trim();
  if (alias === '') return { value: null };
  if (characterCount(alias) > MAX_ALIAS_LENGTH) return { error: words.labels.aliasTooLong(MAX_ALIAS_LENGTH) };
  if (!ALIAS.test(alias)) return { error: words.labels.aliasInvalid };
  const other = rows.find((each) => each.role.alias === alias && each.key !== row.key);
  return other === undefined ? { value: alias } : { error: words.labels.aliasTaken(displayName(other)) };
}

export function parseNote(text: string): ParsedLabel<string | null> {
  const note = text.trim();
  if (note === '') return { value: null };
  const length = characterCount(note);
  return length > MAX_NOTE_LENGTH ? { error: words.labels.noteTooLong(MAX_NOTE_LENGTH, length) } : { value: note };
}

/** How many more characters a note may have. */
export const remainingNoteLength = (text: string): number => MAX_NOTE_LENGTH - characterCount(text.trim());

/** Parses tags, separated by commas or spaces; duplicates are dropped, ignoring case. */
export function parseTags(text: string): ParsedLabel<string[]> {
  const seen = new Set<string>();
  const tags = text.split(/[\s,]+/).filter((tag) => {
    const isNew = tag !== '' && !seen.has(tag.toLowerCase());
    seen.add(tag.toLowerCase());
    return isNew;
  });
  if (tags.length > MAX_TAGS) return { error: words.labels.tooManyTags(MAX_TAGS) };
  const valid = tags.every((tag) => TAG.test(tag) && characterCount(tag) <= MAX_TAG_LENGTH);
  return valid ? { value: tags } : { error: words.labels.tagsInvalid };
}
