// What a person types as a label, made fit to be kept, and why it cannot be. Pure. The program judges again.
import { words } from '../words';
import type { Row } from './catalogue';

/** A text to keep (null removes it), or why it cannot be. */
export type Read<T> = { value: T } | { wrong: string };

const ALIAS_MOST = 64;
export const NOTE_MOST = 500;
const TAG_MOST = 64;
const TAGS_MOST = 16;
const ALIAS = /^[\p{Alphabetic}\p{N}][\p{Alphabetic}\p{N}._+-]*$/u;
const TAG = /^[\p{Alphabetic}\p{N}][\p{Alphabetic}\p{N}._+\-/:=@]*$/u;

const lengthOf = (text: string) => Array.from(text).length;

/** An alias is one word, and of one role only. */
export function readAlias(
  text: string,
  row: Row,
  rows: readonly Row[],
  called: (row: Row) => string,
): Read<string | null> {
  const alias = text.trim();
  if (alias === '') return { value: null };
  if (lengthOf(alias) > ALIAS_MOST) return { wrong: words.labels.aliasLong(ALIAS_MOST) };
  if (!ALIAS.test(alias)) return { wrong: words.labels.aliasWrong };
  const other = rows.find((each) => each.role.alias === alias && each.key !== row.key);
  return other === undefined ? { value: alias } : { wrong: words.labels.aliasTaken(called(other)) };
}

export function readNote(text: string): Read<string | null> {
  const note = text.trim();
  if (note === '') return { value: null };
  const length = lengthOf(note);
  return length > NOTE_MOST ? { wrong: words.labels.noteLong(NOTE_MOST, length) } : { value: note };
}

/** Characters that a note may still have. */
export const noteLeft = (text: string): number => NOTE_MOST - lengthOf(text.trim());

/** Tags by commas or blanks, each once however its letters are written. */
export function readTags(text: string): Read<string[]> {
  const seen = new Set<string>();
  const tags = text.split(/[\s,]+/).filter((tag) => {
    const known = tag === '' || seen.has(tag.toLowerCase());
    seen.add(tag.toLowerCase());
    return !known;
  });
  if (tags.length > TAGS_MOST) return { wrong: words.labels.tagsMany(TAGS_MOST) };
  const good = tags.every((tag) => TAG.test(tag) && lengthOf(tag) <= TAG_MOST);
  return good ? { value: tags } : { wrong: words.labels.tagsWrong };
}
