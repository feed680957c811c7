// Names in sentences. Accounts, roles, portals, files and programs are called what others chose: a name is isolated, so
// that its writing direction and its invisible characters change nothing but itself.
const ISOLATE = '\u2068';
const END = '\u2069';

/** What hides, reorders or breaks a line. A joiner (U+200C, U+200D) belongs to characters and emoji, and stays. */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u200b\u2060\ufeff]/gu;

const visibleForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const visibleForm = (character: string): string =>
  visibleForms[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** A longer name is shortened in its middle, so that what follows the sentence stays in reach. */
const MAX_LENGTH = 200;
const LENGTH_AT_END = 40;

function shortened(text: string): string {
  if (text.length <= MAX_LENGTH) return text;
  const start = text.slice(0, MAX_LENGTH - LENGTH_AT_END - 1).replace(/[\ud800-\udbff]$/, '');
  return `${start}…${text.slice(-LENGTH_AT_END).replace(/^[\udc00-\udfff]/, '')}`;
}

/** A name for a sentence. A phrase of names that were isolated before, such as `account / role`, is isolated as a whole. */
export function name(text: string): string {
  return `${ISOLATE}${text.includes(ISOLATE) && isMadeOfNames(text) ? text : shortened(text).replace(HIDDEN, visibleForm)}${END}`;
}

/** The names, separated by commas. */
export const names = (texts: readonly string[]): string => texts.map(name).join(', ');

/** The text without isolates, for what compares or searches it. */
export const withoutIsolates = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

/** Whether what it hides is nothing but isolates, each of which ends within it. */
function isMadeOfNames(text: string): boolean {
  let depth = 0;
  for (const [character] of text.matchAll(HIDDEN)) {
    if (character === ISOLATE) depth += 1;
    else if (character === END) depth -= 1;
    else return false;
    if (depth < 0) return false;
  }
  return depth === 0;
}
