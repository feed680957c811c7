// Changing what a person calls and marks a role with. What cannot be kept is said at the field, not above the list.
import type { Answer } from '../ipc/host';
import { words } from '../words';
import { accountKey, accountName, type Row } from './catalogue';
import type { Desk } from './desk.svelte';
import { type Read, readAlias, readNote, readTags } from './label_text';
import { called } from './role_deeds.svelte';
import type { RoleList } from './role_list.svelte';
import type { Toasts } from './toasts.svelte';

/** Why it was not kept, in words; null when it was, or when nothing changed. */
export type Wrong = string | null;

export class Labels {
  constructor(
    private readonly desk: Desk,
    private readonly list: RoleList,
    private readonly toasts: Toasts,
  ) {}

  async setAlias(row: Row, text: string): Promise<Wrong> {
    const read = readAlias(text, row, this.list.catalogue.rows, called);
    const say = (alias: string | null) => words.labels.saved.alias(called(row), alias);
    return this.#keep(read, row.role.alias, (alias) => this.desk.host.setAlias(row.assignment, alias), say);
  }

  async setNote(row: Row, text: string): Promise<Wrong> {
    const say = () => words.labels.saved.note(called(row));
    return this.#keep(readNote(text), row.role.note, (note) => this.desk.host.setNote(row.assignment, note), say);
  }

  async setColour(row: Row, colour: string | null): Promise<Wrong> {
    const say = () => words.labels.saved.colour(called(row));
    const set = (value: string | null) => this.desk.host.setColour(row.assignment, value);
    return this.#keep({ value: colour }, row.role.colour, set, say);
  }

  async setTags(row: Row, text: string): Promise<Wrong> {
    const say = () => words.labels.saved.tags(accountName(row.account));
    const set = (tags: string[]) => this.desk.host.setTags(accountKey(row.account), tags);
    return this.#keep(readTags(text), row.account.tags, set, say);
  }

  async #keep<T>(read: Read<T>, before: T, set: (value: T) => Promise<Answer<null>>, say: (value: T) => string) {
    if ('wrong' in read) return read.wrong;
    if (JSON.stringify(read.value) === JSON.stringify(before)) return null;
    const answer = await this.desk.answerOf(() => set(read.value));
    if (answer.status === 'error') return words.labels.refused(answer.error.summary, answer.error.advice);
    this.toasts.showUndo(say(read.value), () => void this.desk.ask(() => set(before)));
    return null;
  }
}
