// The notices that the present view shows.
import type { RoleKey } from '../ipc/types';
import { words } from '../words';
import type { AppState } from './app_state.svelte';
import type { Clock } from './clock.svelte';
import type { DismissedNotices } from './dismissed_notices.svelte';
import { displayName } from './display_name';
import type { Navigation } from './navigation.svelte';
import { type Notice, notices } from './notices';
import type { RoleList } from './role_list.svelte';
import { isWaitingForSignIn } from './role_session_status';

export class ShownNotices {
  readonly all: readonly Notice[] = $derived.by(() => {
    const { snapshot } = this.appState;
    if (snapshot === null) return [];
    const context = {
      now: this.clock.now,
      displayName: (roleKey: RoleKey) => this.#nameOf(roleKey),
      isDismissed: (key: string) => this.dismissed.has(key),
    };
    return notices(snapshot, context).filter((notice) => this.#isShownHere(notice));
  });

  constructor(
    private readonly appState: AppState,
    private readonly clock: Clock,
    private readonly list: RoleList,
    private readonly navigation: Navigation,
    private readonly dismissed: DismissedNotices,
  ) {}

  #nameOf(roleKey: RoleKey): string {
    const row = this.list.findRow(roleKey);
    return row === null ? words.role(roleKey.accountId, roleKey.roleName) : displayName(row);
  }

  /** The list shows every notice; other views show those about the program. */
  #isShownHere({ source }: Notice): boolean {
    const isList = this.navigation.view === 'list';
    switch (source.kind) {
      case 'program':
        return true;
      case 'roleSession':
        return isList && !this.#showsActiveList();
      case 'portal':
      case 'staleDefaultUsers':
      case 'aliasMove':
      case 'tray':
        return isList;
      case 'signIn': {
        // An empty list says it itself, as does the heading above role sessions that wait.
        const hasAccounts = (this.appState.rows?.accounts.length ?? 0) > 0;
        return isList && hasAccounts && !this.#isWaitingInList(source.portal);
      }
    }
  }

  /** Whether the list shows every role session with its status. */
  #showsActiveList(): boolean {
    return this.list.listFilter === 'active' && this.list.query.trim() === '';
  }

  /** Whether the list of active role sessions has a button to sign in to the portal. */
  #isWaitingInList(portal: string): boolean {
    if (!this.#showsActiveList()) return false;
    return [...this.list.roleSessions.values()].some((each) => isWaitingForSignIn(each) && each.portal === portal);
  }
}
