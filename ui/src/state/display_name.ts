// What a row is called in a sentence.
import { words } from '../words';
import { accountName, type Row } from './catalogue';

/** Such as `payments-prod / AdministratorAccess`. */
export const displayName = (row: Row): string => words.role(accountName(row.account), row.role.name);
