// Codes of MFA devices that something waits for.
import type { Account, MfaQuestion } from '../types';

/** AWS refuses it. */
const WRONG_CODE = '000000';

/** The code of a device is asked for, for the first role that the user defined. */
export function mfaQuestions(accounts: Account[]): MfaQuestion[] {
  for (const { accountId, roles } of accounts) {
    const role = roles.find(({ origin }) => origin.startsWith('role:'));
    if (role === undefined) continue;
    const roleKey = { origin: role.origin, accountId, roleName: role.name };
    const name = role.origin.slice('role:'.length);
    return [{ id: 1, roleKey, name, device: 'arn:aws:iam::111233334344:mfa/ada-phone', phase: 'open' }];
  }
  return [];
}

/** What AWS thinks of a code. */
export function withCode(questions: MfaQuestion[], id: number, code: string): MfaQuestion[] {
  if (code !== WRONG_CODE) return questions.filter((each) => each.id !== id);
  return questions.map((each) => (each.id === id ? { ...each, phase: 'refused' } : each));
}
