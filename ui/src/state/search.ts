// Finding assignments while typing. Pure. Each account and each distinct role name is judged once per term, and rows
// only add the two up: the cost follows the number of accounts, not of rows.
import type { Catalogue, Row } from './catalogue';

/** A part of a text: from, to. */
export type Span = [from: number, to: number];

type Text = { folded: string; starts: Uint8Array };

const WHOLE = 100;
const PREFIX = 80;
const WORD = 60;
const INSIDE = 40;
const SCATTERED = 14;

/** Lower case without accents, one unit for one unit, so that places in it are places in the original. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  // eslint-disable-next-line no-control-regex -- the question is whether the text is plain ASCII
  if (lower.length === text.length && /^[\x00-\x7f]*$/.test(lower)) return lower;
  let folded = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at);
    const small = unit.toLowerCase();
    const plain = (small.length === 1 ? small : unit).normalize('NFD').charAt(0);
    folded += plain === '' ? unit : plain;
  }
  return folded;
}

/** The words of a query. Dashes inside an account id are ignored, as is the slash between account and role. */
export function terms(query: string): string[] {
  return fold(query)
    .split(/[\s/]+/)
    .map((term) => (/^[\d-]+$/.test(term) ? term.replaceAll('-', '') : term))
    .filter((term) => term !== '');
}

function readText(original: string): Text {
  const folded = fold(original);
  const starts = new Uint8Array(folded.length);
  for (let at = 0; at < folded.length; at += 1) {
    const before = original.charAt(at - 1);
    const here = original.charAt(at);
    const hump = /\p{Lu}/u.test(here) && /[\p{Ll}\d]/u.test(before);
    starts[at] = at === 0 || hump || !/[\p{L}\p{N}]/u.test(before) ? 1 : 0;
  }
  return { folded, starts };
}

/** Where a term stands in a text: at a word's start if it can, else anywhere. */
function placeOf(term: string, text: Text): number {
  const first = text.folded.indexOf(term);
  for (let at = first; at !== -1; at = text.folded.indexOf(term, at + 1)) {
    if (text.starts[at] === 1) return at;
  }
  return first;
}

/** The places of an abbreviation's letters (`pymt` in `payments`), beginning at a word's start; or nothing. */
function scattered(term: string, text: Text): number[] | null {
  if (term.length < 2) return null;
  for (let start = 0; start < text.folded.length; start += 1) {
    if (text.starts[start] !== 1 || text.folded[start] !== term[0]) continue;
    const places = [start];
    let at = start;
    for (let letter = 1; letter < term.length && at !== -1; letter += 1) {
      at = text.folded.indexOf(term.charAt(letter), at + 1);
      if (at !== -1) places.push(at);
    }
    const last = places.at(-1) ?? start;
    if (places.length === term.length && last - start < term.length * 4) return places;
  }
  return null;
}

function score(term: string, text: Text): number {
  const at = placeOf(term, text);
  if (at === -1) {
    const places = scattered(term, text);
    if (places === null) return 0;
    const width = (places.at(-1) ?? 0) - (places[0] ?? 0) + 1;
    return Math.max(1, SCATTERED - Math.floor((width - term.length) / 2));
  }
  if (term.length === text.folded.length) return WHOLE;
  const share = Math.floor((term.length / text.folded.length) * 10);
  if (at === 0) return PREFIX + share;
  return (text.starts[at] === 1 ? WORD : INSIDE) + share;
}

/** Aliases and tags are short, so how much of one was typed says little. */
function scoreAlias(term: string, alias: Text): number {
  const found = score(term, alias);
  return found === WHOLE ? found : Math.min(found, PREFIX);
}

function scoreId(term: string, id: string): number {
  const at = id.indexOf(term);
  if (at === -1) return 0;
  if (term.length === id.length) return WHOLE;
  return at === 0 ? PREFIX : INSIDE;
}

/** Knows the texts of one catalogue; made again when the rows change. */
export class SearchIndex {
  readonly #catalogue: Catalogue;
  readonly #names: Text[];
  readonly #tags: Text[][];
  readonly #roles: Text[] = [];
  readonly #roleOfRow: Int32Array;
  readonly #aliases = new Map<number, Text>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    this.#names = catalogue.accounts.map((account) => readText(account.name));
    this.#tags = catalogue.accounts.map((account) => account.tags.map(readText));
    this.#roleOfRow = new Int32Array(catalogue.rows.length);
    const roleIds = new Map<string, number>();
    catalogue.rows.forEach((row, index) => {
      let id = roleIds.get(row.role.name);
      if (id === undefined) {
        id = this.#roles.length;
        roleIds.set(row.role.name, id);
        this.#roles.push(readText(row.role.name));
      }
      this.#roleOfRow[index] = id;
      if (row.role.alias !== null) this.#aliases.set(index, readText(row.role.alias));
    });
  }

  /**
   * The scores of all rows, 0 where a term is missing. Accounts whose roles are not listed yet are scored by
   * `accountScores`.
   */
  scores(query: string): Int32Array {
    const rows = this.#catalogue.rows;
    const totals = new Int32Array(rows.length);
    terms(query).forEach((term, termIndex) => {
      const accounts = this.#accountScores(term);
      const roles = Int32Array.from(this.#roles, (text) => score(term, text));
      for (let index = 0; index < rows.length; index += 1) {
        const total = totals[index] ?? 0;
        if (termIndex > 0 && total === 0) continue;
        const alias = this.#aliases.get(index);
        const best = Math.max(
          accounts[rows[index]?.accountIndex ?? 0] ?? 0,
          roles[this.#roleOfRow[index] ?? 0] ?? 0,
          alias === undefined ? 0 : scoreAlias(term, alias),
        );
        totals[index] = best === 0 ? 0 : total + best;
      }
    });
    return totals;
  }

  /** Whether each account matches all terms by itself. */
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

/** Row numbers by falling score, equal ones in the order of the list; rows for which `admits` is false are left out. */
export function ranked(scores: Int32Array, admits: (index: number) => boolean): Int32Array {
  let top = 0;
  for (const value of scores) top = Math.max(top, value);
  const counts = new Int32Array(top + 2);
  const kept: number[] = [];
  for (let index = 0; index < scores.length; index += 1) {
    const value = scores[index] ?? 0;
    if (value === 0 || !admits(index)) continue;
    kept.push(index);
    counts[top - value + 1] = (counts[top - value + 1] ?? 0) + 1;
  }
  for (let at = 1; at < counts.length; at += 1) counts[at] = (counts[at] ?? 0) + (counts[at - 1] ?? 0);
  const order = new Int32Array(kept.length);
  for (const index of kept) {
    const bucket = top - (scores[index] ?? 0);
    const place = counts[bucket] ?? 0;
    counts[bucket] = place + 1;
    order[place] = index;
  }
  return order;
}

/**
 * The parts of a row's texts to mark for a query; in order, none touching another. Scattered letters are marked only
 * for a term that stands whole in none of the texts.
 */
export function spans(query: string, originals: readonly string[]): Span[][] {
  const texts = originals.map(readText);
  const marked = texts.map((text) => new Uint8Array(text.folded.length));
  for (const term of terms(query)) {
    const places = texts.map((text) => placeOf(term, text));
    const whole = places.some((at) => at !== -1);
    texts.forEach((text, index) => {
      const at = places[index] ?? -1;
      if (at !== -1) marked[index]?.fill(1, at, at + term.length);
      else if (!whole) for (const place of scattered(term, text) ?? []) marked[index]?.fill(1, place, place + 1);
    });
  }
  return marked.map(runs);
}

/** The parts of an account id, written in groups of four, to mark for a query. */
export function idSpans(query: string, id: string): Span[] {
  const marked = new Uint8Array(id.length);
  for (const term of terms(query)) {
    const at = /^\d+$/.test(term) ? id.indexOf(term) : -1;
    if (at !== -1) marked.fill(1, at, at + term.length);
  }
  return runs(marked).map(([from, to]) => [from + Math.floor(from / 4), to + Math.floor((to - 1) / 4)]);
}

function runs(marked: Uint8Array): Span[] {
  const found: Span[] = [];
  for (let at = 0; at < marked.length; at += 1) {
    if (marked[at] !== 1) continue;
    const from = at;
    while (marked[at] === 1) at += 1;
    found.push([from, at]);
  }
  return found;
}

/** The first row after `from` whose role or account begins with what was typed; for type-ahead. */
export function nextBeginningWith(typed: string, rows: readonly Row[], order: readonly number[], from: number): number {
  const wanted = fold(typed);
  for (let step = 0; step < order.length; step += 1) {
    const at = (from + step) % order.length;
    const row = rows[order[at] ?? -1];
    if (row !== undefined && [row.role.name, row.account.name].some((name) => fold(name).startsWith(wanted))) return at;
  }
  return -1;
}
