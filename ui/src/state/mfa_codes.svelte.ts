// The codes of MFA devices that something waits for: one question at a time, the oldest first.
import type { MfaQuestion } from '../ipc/types';
import { words } from '../words';
import type { AppState } from './app_state.svelte';

const CODE = /^\d{6}$/;

export class MfaCodes {
  /** What was typed for the question. */
  text = $state('');
  /** Why it cannot be sent; null if nothing is wrong. */
  #fault = $state<string | null>(null);

  constructor(private readonly appState: AppState) {
    let refused = '';
    appState.onReceive(({ mfaQuestions }) => {
      const question = mfaQuestions[0];
      // A refused code is over.
      const now = question?.phase === 'refused' ? `${question.id}` : '';
      if (now !== '' && now !== refused) this.text = '';
      refused = now;
    });
  }

  get question(): MfaQuestion | null {
    return this.appState.snapshot?.mfaQuestions[0] ?? null;
  }

  get fault(): string | null {
    return this.#fault ?? (this.question?.phase === 'refused' && this.text === '' ? words.mfa.refused : null);
  }

  /** Takes what was typed; devices show a space between the digits. */
  type(text: string): void {
    this.text = text;
    this.#fault = null;
  }

  async submit(): Promise<void> {
    const { question } = this;
    if (question === null || question.phase === 'checking') return;
    const code = this.text.replace(/\s/g, '');
    if (!CODE.test(code)) {
      this.#fault = words.mfa.invalid;
      return;
    }
    this.#fault = null;
    const result = await this.appState.call((host) => host.answerMfaQuestion(question.id, code));
    if (result.status === 'error') this.#fault = result.error.summary;
  }

  /** Gives no code: what waits for it fails, which is no surprise. */
  async cancel(): Promise<void> {
    const { question } = this;
    if (question === null) return;
    this.appState.expectMissingCode();
    await this.appState.call((host) => host.cancelMfaQuestion(question.id));
  }

  /** Begins with another question. */
  reset(): void {
    this.text = '';
    this.#fault = null;
  }
}
