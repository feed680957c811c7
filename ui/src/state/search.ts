// Finds roles while the user types. Pure. `rolecall roles` searches by the same rules (crates/rolecall/src/target/search.rs),
// and both run the cases in search/cases.json beside that file.
//
// White space and slashes separate the terms of a query. A role is found if every term scores above 0, and its score is the
// sum of the best score of each term:
//
// - in the name of the account or the role, 100 if it is the whole name, 80 at its start, 60 at the start of a word, 40
//   elsewhere, the last three plus the tenths of the name that were typed; 1 to 14 if it abbreviates the name: its characters
//   stand there in this order, from the start of a word and close together (`pymt` in `payments`)
// - in an alias of the role, the name that the user defined it under or a tag of the account, as in a name, but at most 80 unless it is the whole
// - in the account id, for digits and dashes only: 100, 80 at the start, 40 elsewhere
// - in the portal's name, 20 at the start of a word.
//
// A favourite gains 8, a role with a role session 6, a recently used one 4. Equal scores keep the order of the list.
//
// Case and accents are ignored. Lengths are in UTF-16 code units. A word starts at the start of a text, after what is
// neither alphabetic nor a number, and at a capital after a lower-case character or a digit.
//
// Each account and each distinct role name is scored once per term, and a row adds up the two, so the cost grows with the
// number of accounts, not of rows.
import type { Catalogue } from './catalogue';

/** A part of a text: from, to. */
export type Span = [from: number, to: number];

/** A word of a query. */
export type Term = {
  /** Folded. */
  text: string;
  /** The part of an account id that it is, without dashes; empty if it is none. */
  digits: string;
  mayAbbreviate: boolean;
};

type SearchText = { folded: string; wordStarts: Uint8Array };

const NONE: readonly SearchText[] = [];

const WHOLE = 100;
const START = 80;
const WORD_START = 60;
const ELSEWHERE = 40;
const PORTAL = 20;
const MAX_ABBREVIATION = 14;

/** Lower case without accents, with the same length as the original, so that indexes are valid in both. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  // eslint-disable-next-line no-control-regex -- the question is whether the text is plain ASCII
  if (lower.length === text.length && /^[\x00-\x7f]*$/.test(lower)) return lower;
  let folded = '';
  for (let at = 0; at < text.length; at += 1) folded += foldUnit(text.charAt(at));
  return folded;
}

/** Surrogates stay, and so do Hangul syllables, whose first part alone would match many others. */
function foldUnit(unit: string): string {
  if (/[\ud800-\udfff\uac00-\ud7a3]/.test(unit)) return unit;
  const base = unit.normalize('NFD').charAt(0);
  return /[\ud800-\udfff]/.test(base) ? unit : base.toLowerCase();
}

/** The terms of a query. */
export function terms(query: string): Term[] {
  return query
    .split(/[\p{White_Space}/]+/u)
    .filter((word) => !/^-*$/.test(word))
    .map((word) => {
      const text = fold(word);
      return {
        text,
        digits: /^[\d-]+$/.test(word) ? word.replaceAll('-', '') : '',
        mayAbbreviate: text.length >= 2 && !/[\ud800-\udfff]/.test(text),
      };
    });
}

/** Whether a folded text contains a term; an account id in it has no dashes. */
export function contains(folded: string, { text, digits }: Term): boolean {
  return folded.includes(text) || (digits !== '' && folded.includes(digits));
}

function searchText(original: string): SearchText {
  const folded = fold(original);
  const wordStarts = new Uint8Array(folded.length);
  for (let at = 0; at < folded.length; at += 1) {
    const before = original.charAt(at - 1);
    const isHump = /\p{Uppercase}/u.test(original.charAt(at)) && /[\p{Lowercase}\d]/u.test(before);
    wordStarts[at] = at === 0 || isHump || !/[\p{Alphabetic}\p{N}]/u.test(before) ? 1 : 0;
  }
  return { folded, wordStarts };
}

/** The index of a term in a text: at the start of a word if possible, else anywhere. */
function termIndex({ text: term }: Term, text: SearchText): number {
  const first = text.folded.indexOf(term);
  for (let at = first; at !== -1; at = text.folded.indexOf(term, at + 1)) {
    if (text.wordStarts[at] === 1) return at;
  }
  return first;
}

/** The indexes of an abbreviation's characters, from the start of a word; null if absent. */
function abbreviationIndexes({ text: term, mayAbbreviate }: Term, text: SearchText): number[] | null {
  if (!mayAbbreviate) return null;
  for (let start = 0; start < text.folded.length; start += 1) {
    if (text.wordStarts[start] !== 1 || text.folded[start] !== term[0]) continue;
    const indexes = [start];
    let at = start;
    for (let position = 1; position < term.length && at !== -1; position += 1) {
      at = text.folded.indexOf(term.charAt(position), at + 1);
      if (at !== -1) indexes.push(at);
    }
    const last = indexes.at(-1) ?? start;
    if (indexes.length === term.length && last - start < term.length * 4) return indexes;
  }
  return null;
}

function scoreName(term: Term, name: SearchText): number {
  const length = term.text.length;
  const at = termIndex(term, name);
  if (at === -1) {
    const indexes = abbreviationIndexes(term, name);
    if (indexes === null) return 0;
    const width = (indexes.at(-1) ?? 0) - (indexes[0] ?? 0) + 1;
    return Math.max(1, MAX_ABBREVIATION - Math.floor((width - length) / 2));
  }
  if (length === name.folded.length) return WHOLE;
  const tenths = Math.floor((length * 10) / name.folded.length);
  if (at === 0) return START + tenths;
  return (name.wordStarts[at] === 1 ? WORD_START : ELSEWHERE) + tenths;
}

/** Aliases and tags are short, so the share of one that was typed means little. */
function scoreLabel(term: Term, label: SearchText): number {
  const found = scoreName(term, label);
  return found === WHOLE ? found : Math.min(found, START);
}

function scoreId({ digits }: Term, id: string): number {
  const at = digits === '' ? -1 : id.indexOf(digits);
  if (at === -1) return 0;
  if (digits.length === id.length) return WHOLE;
  return at === 0 ? START : ELSEWHERE;
}

/** A portal has many accounts, so what is found in its name comes after what is found in theirs. */
function scorePortal(term: Term, portal: SearchText): number {
  return portal.wordStarts[termIndex(term, portal)] === 1 ? PORTAL : 0;
}

/** The searchable texts of a catalogue; rebuilt when its rows change. */
export class SearchIndex {
  readonly #catalogue: Catalogue;
  readonly #names: SearchText[];
  readonly #tags: SearchText[][];
  readonly #portals: SearchText[];
  readonly #portalIdOfAccount: Int32Array;
  readonly #roles: SearchText[] = [];
  readonly #roleIdOfRow: Int32Array;
  readonly #aliases = new Map<number, SearchText[]>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    this.#names = catalogue.accounts.map((account) => searchText(account.name));
    this.#tags = catalogue.accounts.map((account) => account.tags.map(searchText));
    const portals = [...new Set(catalogue.accounts.map((account) => account.portal ?? ''))];
    this.#portals = portals.map(searchText);
    this.#portalIdOfAccount = Int32Array.from(catalogue.accounts, (account) => portals.indexOf(account.portal ?? ''));
    this.#roleIdOfRow = new Int32Array(catalogue.rows.length);
    const roleIds = new Map<string, number>();
    catalogue.rows.forEach((row, index) => {
      let id = roleIds.get(row.role.name);
      if (id === undefined) {
        id = this.#roles.length;
        roleIds.set(row.role.name, id);
        this.#roles.push(searchText(row.role.name));
      }
      this.#roleIdOfRow[index] = id;
      const own = [row.role.alias, row.role.definition?.name].filter((name) => name != null);
      const names = [...own, ...(catalogue.otherAliases.get(index) ?? [])];
      if (names.length > 0) this.#aliases.set(index, names.map(searchText));
    });
  }

  /**
   * The scores of all rows without what a favourite gains, 0 if a term is missing. Accounts without roles have no row;
   * `accountMatches` finds them.
   */
  scores(query: string): Int32Array {
    const rows = this.#catalogue.rows;
    const totals = new Int32Array(rows.length);
    terms(query).forEach((term, position) => {
      const accounts = this.#accountScores(term);
      const roles = Int32Array.from(this.#roles, (name) => scoreName(term, name));
      for (let index = 0; index < rows.length; index += 1) {
        const total = totals[index] ?? 0;
        if (position > 0 && total === 0) continue;
        let best = Math.max(accounts[rows[index]?.accountIndex ?? 0] ?? 0, roles[this.#roleIdOfRow[index] ?? 0] ?? 0);
        for (const alias of this.#aliases.get(index) ?? NONE) best = Math.max(best, scoreLabel(term, alias));
        totals[index] = best === 0 ? 0 : total + best;
      }
    });
    return totals;
  }

  /** Whether each account matches all terms, without its roles. */
  accountMatches(query: string): Uint8Array {
    const matches = new Uint8Array(this.#names.length).fill(1);
    for (const term of terms(query)) {
      this.#accountScores(term).forEach((found, index) => {
        if (found === 0) matches[index] = 0;
      });
    }
    return matches;
  }

  #accountScores(term: Term): Int32Array {
    const portals = this.#portals.map((portal) => scorePortal(term, portal));
    return Int32Array.from(this.#names, (name, index) => {
      const id = this.#catalogue.accounts[index]?.accountId ?? '';
      const portal = portals[this.#portalIdOfAccount[index] ?? 0] ?? 0;
      let best = Math.max(scoreName(term, name), scoreId(term, id), portal);
      for (const tag of this.#tags[index] ?? NONE) best = Math.max(best, scoreLabel(term, tag));
      return best;
    });
  }
}

/** The admitted rows by descending score; equal scores keep the order of the list. */
export function ranked(scores: Int32Array, admits: (index: number) => boolean): Int32Array {
  let top = 0;
  for (const value of scores) top = Math.max(top, value);
  const counts = new Int32Array(top + 2);
  const admitted: number[] = [];
  for (let index = 0; index < scores.length; index += 1) {
    const value = scores[index] ?? 0;
    if (value === 0 || !admits(index)) continue;
    admitted.push(index);
    counts[top - value + 1] = (counts[top - value + 1] ?? 0) + 1;
  }
  for (let at = 1; at < counts.length; at += 1) counts[at] = (counts[at] ?? 0) + (counts[at - 1] ?? 0);
  const order = new Int32Array(admitted.length);
  for (const index of admitted) {
    const bucket = top - (scores[index] ?? 0);
    const position = counts[bucket] ?? 0;
    counts[bucket] = position + 1;
    order[position] = index;
  }
  return order;
}

/**
 * The parts of a row's texts to highlight for a query, in order and apart. An abbreviation is highlighted only if none of
 * the texts contains the term itself.
 */
export function spans(query: string, originals: readonly string[]): Span[][] {
  const texts = originals.map(searchText);
  const highlighted = texts.map((text) => new Uint8Array(text.folded.length));
  for (const term of terms(query)) {
    const indexes = texts.map((text) => termIndex(term, text));
    const occurs = indexes.some((at) => at !== -1);
    texts.forEach((text, index) => {
      const at = indexes[index] ?? -1;
      if (at !== -1) highlighted[index]?.fill(1, at, at + term.text.length);
      else if (!occurs)
        for (const position of abbreviationIndexes(term, text) ?? [])
          highlighted[index]?.fill(1, position, position + 1);
    });
  }
  return highlighted.map(ranges);
}

/** The parts of an account id, written in groups of four, to highlight for a query. */
export function idSpans(query: string, id: string): Span[] {
  const highlighted = new Uint8Array(id.length);
  for (const { digits } of terms(query)) {
    const at = digits === '' ? -1 : id.indexOf(digits);
    if (at !== -1) highlighted.fill(1, at, at + digits.length);
  }
  return ranges(highlighted).map(([from, to]) => [from + Math.floor(from / 4), to + Math.floor((to - 1) / 4)]);
}

function ranges(highlighted: Uint8Array): Span[] {
  const found: Span[] = [];
  for (let at = 0; at < highlighted.length; at += 1) {
    if (highlighted[at] !== 1) continue;
    const from = at;
    while (highlighted[at] === 1) at += 1;
    found.push([from, at]);
  }
  return found;
}
