// Finds roles while the user types. Pure. Each account and each distinct role name is scored once per term, and a
// row adds up the two, so the cost grows with the number of accounts, not of rows.
import { ownName, type Catalogue, type Row } from './catalogue';

/** A part of a text: from, to. */
export type Span = [from: number, to: number];

type SearchText = { folded: string; wordStarts: Uint8Array };

const EXACT = 100;
const PREFIX = 80;
const WORD_PREFIX = 60;
const INFIX = 40;
const ABBREVIATION = 14;

/** Lower case without accents, with the same length as the original, so that indexes are valid in both. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  // eslint-disable-next-line no-control-regex -- the question is whether the text is plain ASCII
  if (lower.length === text.length && /^[\x00-\x7f]*$/.test(lower)) return lower;
  let folded = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at);
    const lowered = unit.toLowerCase();
    const plain = (lowered.length === 1 ? lowered : unit).normalize('NFD').charAt(0);
    folded += plain === '' ? unit : plain;
  }
  return folded;
}

/** The terms of a query. Dashes within an account id and the slash between account and role are ignored. */
export function terms(query: string): string[] {
  return fold(query)
    .split(/[\s/]+/)
    .map((term) => (/^[\d-]+$/.test(term) ? term.replaceAll('-', '') : term))
    .filter((term) => term !== '');
}

function searchText(original: string): SearchText {
  const folded = fold(original);
  const wordStarts = new Uint8Array(folded.length);
  for (let at = 0; at < folded.length; at += 1) {
    const before = original.charAt(at - 1);
    const current = original.charAt(at);
    const isHump = /\p{Lu}/u.test(current) && /[\p{Ll}\d]/u.test(before);
    wordStarts[at] = at === 0 || isHump || !/[\p{L}\p{N}]/u.test(before) ? 1 : 0;
  }
  return { folded, wordStarts };
}

/** The index of a term in a text: at the start of a word if possible, else anywhere. */
function termIndex(term: string, text: SearchText): number {
  const first = text.folded.indexOf(term);
  for (let at = first; at !== -1; at = text.folded.indexOf(term, at + 1)) {
    if (text.wordStarts[at] === 1) return at;
  }
  return first;
}

/** The indexes of an abbreviation's characters (`pymt` in `payments`), from the start of a word; null if absent. */
function abbreviationIndexes(term: string, text: SearchText): number[] | null {
  if (term.length < 2) return null;
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

function score(term: string, text: SearchText): number {
  const at = termIndex(term, text);
  if (at === -1) {
    const indexes = abbreviationIndexes(term, text);
    if (indexes === null) return 0;
    const width = (indexes.at(-1) ?? 0) - (indexes[0] ?? 0) + 1;
    return Math.max(1, ABBREVIATION - Math.floor((width - term.length) / 2));
  }
  if (term.length === text.folded.length) return EXACT;
  const share = Math.floor((term.length / text.folded.length) * 10);
  if (at === 0) return PREFIX + share;
  return (text.wordStarts[at] === 1 ? WORD_PREFIX : INFIX) + share;
}

/** Aliases and tags are short, so the share of one that was typed means little. */
function scoreAlias(term: string, alias: SearchText): number {
  const found = score(term, alias);
  return found === EXACT ? found : Math.min(found, PREFIX);
}

function scoreId(term: string, id: string): number {
  const at = id.indexOf(term);
  if (at === -1) return 0;
  if (term.length === id.length) return EXACT;
  return at === 0 ? PREFIX : INFIX;
}

/** The searchable texts of a catalogue; rebuilt when its rows change. */
export class SearchIndex {
  readonly #catalogue: Catalogue;
  readonly #names: SearchText[];
  readonly #tags: SearchText[][];
  readonly #roles: SearchText[] = [];
  readonly #roleIdOfRow: Int32Array;
  readonly #aliases = new Map<number, SearchText>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    this.#names = catalogue.accounts.map((account) => searchText(account.name));
    this.#tags = catalogue.accounts.map((account) => account.tags.map(searchText));
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
      const own = ownName(row.role);
      if (own !== null) this.#aliases.set(index, searchText(own));
    });
  }

  /**
   * The scores of all rows, 0 if a term is missing. Accounts without roles have no row; `accountMatches` finds them.
   */
  scores(query: string): Int32Array {
    const rows = this.#catalogue.rows;
    const totals = new Int32Array(rows.length);
    terms(query).forEach((term, position) => {
      const accounts = this.#accountScores(term);
      const roles = Int32Array.from(this.#roles, (text) => score(term, text));
      for (let index = 0; index < rows.length; index += 1) {
        const total = totals[index] ?? 0;
        if (position > 0 && total === 0) continue;
        const alias = this.#aliases.get(index);
        const best = Math.max(
          accounts[rows[index]?.accountIndex ?? 0] ?? 0,
          roles[this.#roleIdOfRow[index] ?? 0] ?? 0,
          alias === undefined ? 0 : scoreAlias(term, alias),
        );
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

  #accountScores(term: string): Int32Array {
    const digits = /^\d+$/.test(term);
    return Int32Array.from(this.#names, (text, index) => {
      const id = this.#catalogue.accounts[index]?.accountId ?? '';
      const tags = (this.#tags[index] ?? []).map((tag) => scoreAlias(term, tag));
      return Math.max(score(term, text), digits ? scoreId(term, id) : 0, ...tags);
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
      if (at !== -1) highlighted[index]?.fill(1, at, at + term.length);
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
  for (const term of terms(query)) {
    const at = /^\d+$/.test(term) ? id.indexOf(term) : -1;
    if (at !== -1) highlighted.fill(1, at, at + term.length);
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

/** The position, from `from` on, of the next row whose role or account begins with the prefix; -1 if there is none. */
export function nextWithPrefix(typed: string, rows: readonly Row[], order: readonly number[], from: number): number {
  const prefix = fold(typed);
  for (let step = 0; step < order.length; step += 1) {
    const at = (from + step) % order.length;
    const row = rows[order[at] ?? -1];
    if (row !== undefined && [row.role.name, row.account.name].some((name) => fold(name).startsWith(prefix))) return at;
  }
  return -1;
}
