// Which roles are new or gone since the previous refresh. Pure.
import type { CatalogueRows } from '../ipc/types';
import { accountName, type Catalogue, groupedId, type Row, roleKeyString } from './catalogue';

export type RemovedRole = {
  key: string;
  /** What its account is called; its id if it is gone, too. */
  account: string;
  role: string;
};

export type AccessChanges = { added: readonly Row[]; removed: readonly RemovedRole[] };

export function accessChanges(catalogue: Catalogue, rows: CatalogueRows | null): AccessChanges {
  const names = new Map(
    catalogue.accounts.map((account) => [`${account.portal ?? ''}/${account.accountId}`, accountName(account)]),
  );
  const removed = (rows?.removed ?? []).map((roleKey) => ({
    key: roleKeyString(roleKey),
    account: names.get(`${roleKey.origin}/${roleKey.accountId}`) ?? groupedId(roleKey.accountId),
    role: roleKey.roleName,
  }));
  return { added: catalogue.rows.filter(({ role }) => role.added), removed };
}
