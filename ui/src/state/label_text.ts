// Parses what a user types as a label, and says why it is invalid. Pure. The host validates it again.
import { settingBounds } from '../ipc/generated/setting_bounds';
import { words } from '../words';
import type { Row } from './catalogue';

/** A valid value (null removes the label), or why the text is invalid. */
export type ParsedLabel<T> = { value: T } | { error: string };

const { maxAliasLength, maxNoteLength, maxTagLength, maxTags } = settingBounds;
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
  if (characterCount(alias) > maxAliasLength) return { error: words.labels.aliasTooLong(maxAliasLength) };
  if (!ALIAS.test(alias)) return { error: words.labels.aliasInvalid };
  const other = rows.find((each) => each.role.alias === alias && each.key !== row.key);
  return other === undefined ? { value: alias } : { error: words.labels.aliasTaken(displayName(other)) };
}

export function parseNote(text: string): ParsedLabel<string | null> {
  const note = text.trim();
  if (note === '') return { value: null };
  const length = characterCount(note);
  return length > maxNoteLength ? { error: words.labels.noteTooLong(maxNoteLength, length) } : { value: note };
}

/** How many more characters a note may have. */
export const remainingNoteLength = (text: string): number => maxNoteLength - characterCount(text.trim());

/** Parses tags, separated by commas or spaces; duplicates are dropped, ignoring case. */
export function parseTags(text: string): ParsedLabel<string[]> {
  const seen = new Set<string>();
  const tags = text.split(/[\s,]+/).filter((tag) => {
    const isNew = tag !== '' && !seen.has(tag.toLowerCase());
    seen.add(tag.toLowerCase());
    return isNew;
  });
  if (tags.length > maxTags) return { error: words.labels.tooManyTags(maxTags) };
  const valid = tags.every((tag) => TAG.test(tag) && characterCount(tag) <= maxTagLength);
  return valid ? { value: tags } : { error: words.labels.tagsInvalid };
}
