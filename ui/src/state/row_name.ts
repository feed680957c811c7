// What the rows of the list are called for screen readers: what distinguishes a row first, then its state. Pure.
import type { Account } from '../ipc/types';
import { words } from '../words';
import { name } from '../words/names';
import { accountName, type Disambiguation, groupedId, ownName, portalLabel, type Row } from './catalogue';
import { accountIndexOf, headingPortal } from './list_rows';
import type { Page } from './page.svelte';
import { type RoleSessionStatus, roleSessionStatus } from './role_session_status';

export type RowState = {
  disambiguation: Disambiguation;
  isFavourite: boolean;
  isDefault: boolean;
  /** Null without a role session. */
  status: RoleSessionStatus | null;
  isStarting: boolean;
};

const { rowName, rowParts } = words.list;

const joined = (parts: readonly (string | null)[]): string =>
  rowName(parts.filter((part): part is string => part !== null && part !== ''));

function environmentPart({ environment }: Account): string | null {
  return environment === null ? null : rowParts.environment(words.environments[environment].name);
}

export function roleRowName({ account, role }: Row, state: RowState): string {
  const { disambiguation, isFavourite, isDefault, status, isStarting } = state;
  const own = ownName(role);
  return joined([
    name(accountName(account)),
    disambiguation === 'name' ? null : groupedId(account.accountId),
    disambiguation === 'portal' ? name(portalLabel(account)) : null,
    environmentPart(account),
    name(role.name),
    own === null ? null : rowParts.alias(own),
    role.added ? rowParts.added : null,
    role.definition?.problem != null ? rowParts.unusable : null,
    isFavourite ? rowParts.favourite : null,
    isDefault ? rowParts.default : null,
    status === null ? (isStarting ? rowParts.starting : null) : status.spoken,
  ]);
}

/** The name of an account above its roles. `listing` says why they are missing; null if they are not. */
export function accountRowName(account: Account, hasSeveralPortals: boolean, listing: string | null): string {
  const shown = accountName(account);
  const id = groupedId(account.accountId);
  return joined([
    name(shown),
    shown === id ? null : id,
    environmentPart(account),
    hasSeveralPortals ? name(portalLabel(account)) : null,
    listing,
  ]);
}

/** Why an account shows no roles, in words; null if it shows them. */
export function listingText(account: Account, isRefreshing: boolean): string | null {
  if (account.problem !== null) return account.problem.summary;
  if (!account.rolesListed) return isRefreshing ? words.list.rolesLoading : words.list.rolesNotLoaded;
  return account.roles.length === 0 ? words.list.noRoles : null;
}

/** The name of the row at a position of the list; empty for a heading, which is named by its content. */
export function nameOfRow({ appState, clock, list, roleActions }: Page, at: number): string {
  const row = list.rowAt(at);
  if (row !== null) {
    const roleSession = list.roleSessions.get(row.key);
    return roleRowName(row, {
      disambiguation: list.catalogue.disambiguation[row.accountIndex] ?? 'name',
      isFavourite: list.isFavourite(row),
      isDefault: list.isDefault(row),
      status: roleSession === undefined ? null : roleSessionStatus(roleSession, clock.now),
      isStarting: roleActions.pending.has(row.key),
    });
  }
  const shown = list.rows[at] ?? -1;
  const account = headingPortal(shown) === null ? list.catalogue.accounts[accountIndexOf(shown)] : undefined;
  if (account === undefined) return '';
  const portals = appState.snapshot?.portals ?? [];
  const isRefreshing = portals.some((portal) => portal.name === account.portal && portal.refresh !== null);
  return accountRowName(account, portals.length > 1, listingText(account, isRefreshing));
}
