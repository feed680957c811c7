// Codes of MFA devices that something waits for.
import type { MfaQuestion } from '../types';
import type { Scenario } from './scenarios';

/** AWS refuses it. */
const WRONG_CODE = '000000';

/** The code of a device is asked for, for the first role that the user defined. */
export function withMfaQuestion(scenario: Scenario): Scenario {
  for (const { accountId, roles } of scenario.accounts) {
    const role = roles.find(({ origin }) => origin.startsWith('role:'));
    if (role === undefined) continue;
    scenario.snapshot.mfaQuestions = [
      {
        id: 1,
        roleKey: { origin: role.origin, accountId, roleName: role.name },
        name: role.origin.slice('role:'.length),
        device: 'arn:aws:iam::111233334344:mfa/ada-phone',
        phase: 'open',
      },
    ];
    break;
  }
  return scenario;
}

/** What AWS thinks of a code. */
export function withCode(questions: MfaQuestion[], id: number, code: string): MfaQuestion[] {
  if (code !== WRONG_CODE) return questions.filter((each) => each.id !== id);
  return questions.map((each) => (each.id === id ? { ...each, phase: 'refused' } : each));
}
