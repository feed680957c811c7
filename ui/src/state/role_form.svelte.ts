// The form that defines a role: what was typed, what the host says of it, and what became of a test. It keeps what was typed until it
// is saved or discarded, also while its dialog is closed.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';

import type { Problem, RoleFieldText, RoleFormFault, RoleFormInput } from '../ipc/types';
import { words } from '../words';
import { targetOf } from './account_actions.svelte';
import type { AppState } from './app_state.svelte';
import type { Row } from './catalogue';
import type { Navigation } from './navigation.svelte';
import type { RoleList } from './role_list.svelte';
import {
  type RoleFormField,
  type RoleSource,
  roleSources,
  SECRET,
  shownFields,
  sourceOf,
  variantOf,
} from './role_sources';
import type { Toasts } from './toasts.svelte';

/** How long after the last key press the form is checked, in milliseconds. */
const CHECK_DELAY = 180;
export const NAME = 'name';

export type RoleTest =
  | { state: 'none' | 'running' }
  /** The account is production: the user has to confirm. */
  | { state: 'unconfirmed' }
  | { state: 'succeeded'; arn: string }
  | { state: 'failed'; problem: Problem };

export class RoleForm {
  /** The name of the role that is changed; null for a new one. */
  replaces = $state<string | null>(null);
  sourceId = $state<RoleSource['id']>('assumeRole');
  variant = $state<string | null>(null);
  /** Why the role could not be saved, if no field is at fault. */
  problem = $state.raw<Problem | null>(null);
  test = $state.raw<RoleTest>({ state: 'none' });
  isSaving = $state(false);
  readonly texts = new SvelteMap<string, string>();
  #name = $state('');
  #isNameTyped = $state(false);
  /** What a definition says that the form has no field for. */
  #others: readonly RoleFieldText[] = [];
  #faults = $state.raw<readonly RoleFormFault[]>([]);
  /** The fields that were left with a text in them: what is wrong there is shown. */
  readonly #left = new SvelteSet<string>();
  #wasSubmitted = $state(false);
  #checkTimer: ReturnType<typeof setTimeout> | undefined;
  #version = 0;

  readonly source = $derived.by(() => {
    const [first] = roleSources;
    return roleSources.find(({ id }) => id === this.sourceId) ?? (first as RoleSource);
  });
  readonly fields: readonly RoleFormField[] = $derived.by(() => shownFields(this.source, this.variant, this.texts));
  /** A role is first called what AWS calls it. */
  readonly name = $derived.by(() => (this.#isNameTyped ? this.#name : this.#suggestedName()));

  constructor(
    private readonly appState: AppState,
    private readonly list: RoleList,
    private readonly navigation: Navigation,
    private readonly toasts: Toasts,
  ) {}

  /** Opens the form for a new role; with what was typed before, unless it was saved or discarded. */
  openNew(from: Row | null = null): void {
    if (this.replaces !== null) this.#clear();
    if (from !== null) {
      this.setSource('assumeRole');
      this.texts.set('from', targetOf(from));
    }
    this.#open();
  }

  /** Opens the form for the role that a text names, to be assumed with the default role unless another one is chosen already. */
  openNewFor(text: string): void {
    if (this.replaces !== null) this.#clear();
    this.setSource('assumeRole');
    this.texts.set('assume', text.trim());
    const { default: defaultRole } = this.appState.snapshot ?? { default: null };
    const from = defaultRole === null ? null : this.list.findRow(defaultRole);
    if (from !== null && this.textOf('from').trim() === '') this.texts.set('from', targetOf(from));
    this.#open();
  }

  /** Opens the form with the definition of a role. */
  openEdit({ role: { definition } }: Row): void {
    const source = definition === null ? null : sourceOf(definition.fields);
    if (definition === null || source === null) return;
    if (this.replaces !== definition.name) {
      this.#clear();
      this.replaces = definition.name;
      this.sourceId = source.id;
      this.variant = variantOf(source, definition.fields);
      this.#setName(definition.name);
      const isField = ({ key }: RoleFieldText) => source.fields.some((field) => field.key === key);
      this.#others = definition.fields.filter((field) => !isField(field));
      definition.fields.filter(isField).forEach(({ key, text }) => this.texts.set(key, text));
    }
    this.#open();
  }

  /** Whether a role can be changed here. */
  canEdit({ role: { definition } }: Row): boolean {
    return definition !== null && sourceOf(definition.fields) !== null;
  }

  /** Chooses the source; what was typed for another is kept. */
  setSource(id: RoleSource['id']): void {
    this.sourceId = id;
    this.variant = this.source.variants[0] ?? null;
    this.#onChange();
  }

  setVariant(variant: string): void {
    this.variant = variant;
    this.#onChange();
  }

  setText(key: string, text: string): void {
    if (key === NAME) this.#setName(text);
    else this.texts.set(key, text);
    this.#onChange();
  }

  textOf(key: string): string {
    return key === NAME ? this.name : (this.texts.get(key) ?? '');
  }

  /** The user left a field. */
  onBlur(key: string): void {
    if (this.textOf(key).trim() !== '') this.#left.add(key);
  }

  /** Why a field cannot be used, as far as the user should see it now; null if it can. */
  error(key: string): string | null {
    const fault = this.#faults.find((each) => this.#fieldOf(each) === key);
    if (fault === undefined || !(this.#wasSubmitted || this.#left.has(key))) return null;
    return `${fault.problem.summary} ${fault.problem.advice}`.trim();
  }

  /** Closes the dialog; what was typed is there when it opens again. */
  close(): void {
    this.texts.delete(SECRET);
    this.navigation.closeOverlay();
  }

  /** Closes the dialog and forgets what was typed. */
  discard(): void {
    this.#clear();
    this.navigation.closeOverlay();
  }

  /** Saves the role. Returns the field that has to change first; null if none has. */
  async save(): Promise<string | null> {
    if (this.isSaving) return null;
    this.#wasSubmitted = true;
    this.problem = null;
    this.isSaving = true;
    const result = await this.appState.call((host) => host.saveRole(this.#input()));
    this.isSaving = false;
    if (result.status === 'error') this.problem = result.error;
    else if (result.data.outcome === 'invalid') return this.#setFaults(result.data.faults);
    else {
      const { defined, changed } = words.roleForm;
      this.toasts.show(this.replaces === null ? defined(this.name.trim()) : changed(this.replaces));
      this.discard();
      this.list.showWhenListed(result.data.roleKey);
    }
    return null;
  }

  /** Tries out the role. Returns the field that has to change first; null if none has. */
  async tryOut(confirmed = false): Promise<string | null> {
    this.#wasSubmitted = true;
    this.test = { state: 'running' };
    const version = this.#version;
    const result = await this.appState.call((host) => host.testRole(this.#input(), confirmed));
    // What was typed meanwhile was not tested.
    if (version !== this.#version) return null;
    if (result.status === 'error') {
      const { error: problem } = result;
      this.test = problem.code === 'confirmationNeeded' ? { state: 'unconfirmed' } : { state: 'failed', problem };
      return null;
    }
    if (result.data.outcome === 'succeeded') {
      this.test = { state: 'succeeded', arn: result.data.arn };
      return null;
    }
    this.test = { state: 'none' };
    return this.#setFaults(result.data.faults);
  }

  /** Removes a role, if the user confirms it. */
  remove(row: Row): void {
    const { definition } = row.role;
    if (definition === null) return;
    const { name } = definition;
    const { removeTitle, removeText, removeConfirm } = words.roleForm;
    this.navigation.confirm({
      title: removeTitle(name),
      text: removeText(this.list.roleSessions.has(row.key), this.list.isDefault(row)),
      confirmLabel: removeConfirm,
      row,
      danger: true,
      onConfirm: () => void this.#remove(name),
    });
  }

  async #remove(name: string): Promise<void> {
    const done = await this.appState.request((host) => host.removeDefinedRole(name), name);
    if (done !== undefined) this.toasts.show(words.roleForm.removed(name));
  }

  #open(): void {
    this.navigation.openOverlay({ kind: 'roleForm' });
    void this.#check();
  }

  #clear(): void {
    this.#onChange();
    clearTimeout(this.#checkTimer);
    this.replaces = null;
    this.sourceId = 'assumeRole';
    this.variant = null;
    this.texts.clear();
    this.#name = '';
    this.#isNameTyped = false;
    this.#others = [];
    this.#faults = [];
    this.#left.clear();
    this.#wasSubmitted = false;
  }

  #setName(name: string): void {
    this.#name = name;
    this.#isNameTyped = name !== '';
  }

  /** The last part of the ARN or of a link that switches to the role, if it can name a role. */
  #suggestedName(): string {
    const key = this.fields.find((field) => field.key === 'role' || this.source.methodKeys.includes(field.key))?.key;
    const text = this.texts.get(key ?? '')?.trim() ?? '';
    const link = /^https:.*[?&]roleName=([^&]+)/.exec(text)?.[1]?.replaceAll('%2F', '/');
    const [, name = ''] = /^(?:.*:role\/)?(?:.*\/)?([A-Za-z0-9][\w+@.-]{0,63})$/.exec(link ?? text) ?? [];
    return link === undefined && !text.startsWith('arn:') ? '' : name;
  }

  #onChange(): void {
    this.#version += 1;
    this.problem = null;
    this.test = { state: 'none' };
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => void this.#check(), CHECK_DELAY);
  }

  async #check(): Promise<void> {
    const version = this.#version;
    const result = await this.appState.call((host) => host.checkRole(this.#input()));
    if (version === this.#version && result.status === 'ok') this.#faults = result.data;
  }

  /** Returns the first field that is wrong, from the top. */
  #setFaults(faults: readonly RoleFormFault[]): string | null {
    this.#faults = faults;
    const wrong = faults.map((fault) => this.#fieldOf(fault));
    const order = [...this.fields.filter(({ isFurther }) => isFurther !== true).map(({ key }) => key), NAME];
    return [...order, ...this.fields.map(({ key }) => key)].find((key) => wrong.includes(key)) ?? null;
  }

  /** The field that shows a fault: where its own is not shown, what stands in its place. */
  #fieldOf({ key }: RoleFormFault): string {
    if (key === NAME || this.fields.some((field) => field.key === key)) return key;
    return this.fields.find(({ variant }) => variant !== undefined)?.key ?? NAME;
  }

  #input(): RoleFormInput {
    const fields = this.fields.filter(({ key }) => key !== SECRET);
    const texts = fields.map(({ key }) => ({ key, text: this.textOf(key) }));
    return {
      name: this.name.trim(),
      replaces: this.replaces,
      fields: [...texts, ...this.#others],
      secret: this.source.fields.some(({ key }) => key === SECRET) ? this.textOf(SECRET) : '',
    };
  }
}
