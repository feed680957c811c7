// Asking for the code of an MFA device.
import { name } from './names';

export const mfa = {
  title: (role: string) => `MFA code for ${name(role)}`,
  text: 'Enter the code that this device shows.',
  code: 'Code',
  invalid: 'An MFA code is six digits.',
  refused: 'AWS did not accept that code. Each works once: enter the next one.',
  submit: 'Continue',
  checking: 'Checking…',
};
