// The order of rows that a user is about to use: it stays while roles are sorted again.
import { isRole } from './list_rows';

/** Remembers the order of the rows shown last. */
export class HeldOrder {
  #identity = '';
  #positions = new Map<string, number>();

  /** The rows in the order to show: while it is held, those shown before stay in theirs under the same heading. */
  arrange(rows: Int32Array, keyOf: (row: number) => string, identity: string, isHeld: boolean): Int32Array {
    const mayHold = isHeld && this.#positions.size > 0 && identity === this.#identity;
    const arranged = mayHold ? this.#held(rows, keyOf) : rows;
    this.#identity = identity;
    this.#positions = new Map();
    if (isHeld) arranged.forEach((row, at) => this.#positions.set(keyOf(row), at));
    return arranged;
  }

  #held(rows: Int32Array, keyOf: (row: number) => string): Int32Array {
    const held: number[] = [];
    let section: number[] = [];
    const endSection = () => {
      held.push(...this.#inHeldOrder(section, keyOf));
      section = [];
    };
    for (const row of rows) {
      if (isRole(row)) section.push(row);
      else {
        endSection();
        held.push(row);
      }
    }
    endSection();
    return Int32Array.from(held);
  }

  /** The places of rows that were shown before are filled with them in their former order; new rows keep theirs. */
  #inHeldOrder(section: readonly number[], keyOf: (row: number) => string): number[] {
    const positionOf = (row: number) => this.#positions.get(keyOf(row));
    const known = section.filter((row) => positionOf(row) !== undefined);
    known.sort((a, b) => (positionOf(a) ?? 0) - (positionOf(b) ?? 0));
    return section.map((row) => (positionOf(row) === undefined ? row : (known.shift() ?? row)));
  }
}
