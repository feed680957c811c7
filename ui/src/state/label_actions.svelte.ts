// Changes the user's labels of a role. What is invalid is said next to the field, not in a notice.
import type { Host } from '../ipc/host';
import type { Colour, Role } from '../ipc/types';
import { words } from '../words';
import type { AppState, Command } from './app_state.svelte';
import { accountKey, accountName, type Row } from './catalogue';
import { parseAlias, type ParsedLabel, parseNote, parseTags } from './label_text';
import { displayName } from './role_actions.svelte';
import type { RoleList } from './role_list.svelte';
import type { Toasts } from './toasts.svelte';

/** Why a label was not saved, in words; null if it was, or if nothing changed. */
export type LabelError = string | null;

export class LabelActions {
  constructor(
    private readonly appState: AppState,
    private readonly list: RoleList,
    private readonly toasts: Toasts,
  ) {}

  async setAlias(row: Row, text: string): Promise<LabelError> {
    const parsed = parseAlias(text, row, this.list.catalogue.rows, displayName);
    const toast = (alias: string | null) => words.labels.saved.alias(displayName(row), alias);
    return this.#save(parsed, row.role.alias, (alias) => (host) => host.setAlias(row.roleKey, alias), toast);
  }

  async setNote(row: Row, text: string): Promise<LabelError> {
    const toast = () => words.labels.saved.note(displayName(row));
    const set = (note: string | null) => (host: Host) => host.setNote(row.roleKey, note);
    return this.#save(parseNote(text), row.role.note, set, toast);
  }

  async setColour(row: Row, colour: Colour | null): Promise<LabelError> {
    const toast = () => words.labels.saved.colour(displayName(row));
    const set = (value: Role['colour']) => (host: Host) => host.setColour(row.roleKey, value);
    return this.#save<Role['colour']>({ value: colour }, row.role.colour, set, toast);
  }

  async setTags(row: Row, text: string): Promise<LabelError> {
    const toast = () => words.labels.saved.tags(accountName(row.account));
    const set = (tags: string[]) => (host: Host) => host.setTags(accountKey(row.account), tags);
    return this.#save(parseTags(text), row.account.tags, set, toast);
  }

  async #save<T>(
    parsed: ParsedLabel<T>,
    previous: T,
    set: (value: T) => Command<null>,
    toast: (value: T) => string,
  ): Promise<LabelError> {
    if ('error' in parsed) return parsed.error;
    if (JSON.stringify(parsed.value) === JSON.stringify(previous)) return null;
    const result = await this.appState.call(set(parsed.value));
    if (result.status === 'error') return words.labels.refused(result.error.summary, result.error.advice);
    this.toasts.showUndo(toast(parsed.value), words.labels.undo, () => void this.appState.request(set(previous)));
    return null;
  }
}
