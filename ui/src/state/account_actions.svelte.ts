// What the user can do with an account: copy what it is called, show only it, and mark it as one of an environment.
import type { Account, EnvironmentMark } from '../ipc/types';
import { words } from '../words';
import type { AppState } from './app_state.svelte';
import { accountKey, accountName, type Row } from './catalogue';
import type { Clipboard } from './clipboard.svelte';
import { OTHER_SOURCES } from './list_rows';
import type { Navigation } from './navigation.svelte';
import type { RoleList } from './role_list.svelte';
import type { Toasts } from './toasts.svelte';

/** What the command takes to name a role: the name that the user defined it under, or its portal, account and name. */
export const targetOf = ({ account, role }: Row): string =>
  role.definition?.name ?? `${role.origin}/${account.accountId}/${role.name}`;

/** A name with a line break would run as a command where it is pasted. */
const asOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');

export class AccountActions {
  constructor(
    private readonly appState: AppState,
    private readonly list: RoleList,
    private readonly navigation: Navigation,
    private readonly toasts: Toasts,
    private readonly clipboard: Clipboard,
  ) {}

  /**
   * Copies texts that are shown, a line for each. `what` names them in the toast; without it there is none. Returns whether
   * they were copied.
   */
  async copy(texts: readonly string[], what: string | null = null): Promise<boolean> {
    const text = texts.map(asOneLine).join('\n');
    const done = await this.appState.request((host) => host.copyText(text));
    if (done === undefined) return false;
    this.clipboard.replace();
    if (what !== null) this.toasts.show(words.copy.toast(what));
    return true;
  }

  /** Searches for the account's id, so that the search field shows why the list is short. */
  showOnly(account: Account): void {
    const isElsewhere = this.list.catalogue.accounts.some(
      ({ accountId, portal }) => accountId === account.accountId && portal !== account.portal,
    );
    this.navigation.goTo('list');
    this.list.setListFilter('all');
    this.list.setAccountFilters({ environment: null, portal: isElsewhere ? (account.portal ?? OTHER_SOURCES) : null });
    this.list.search(account.accountId);
    this.navigation.focusList();
  }

  /** Marks an account, or leaves it to the patterns of names and tags. */
  async mark(account: Account, mark: EnvironmentMark | null): Promise<void> {
    const previous = account.mark;
    if (mark === previous) return;
    const set = (to: EnvironmentMark | null) =>
      this.appState.request((host) => host.setMark(accountKey(account), to), accountName(account));
    const done = await set(mark);
    if (done === undefined) return;
    this.toasts.showUndo(words.account.marked(accountName(account), mark), words.labels.undo, () => void set(previous));
  }
}
