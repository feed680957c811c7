import { describe, expect, it } from 'vitest';

import { AccountActions } from './account_actions.svelte';
import type { AppState } from './app_state.svelte';
import type { Clipboard } from './clipboard.svelte';

/** Copies texts and returns what reaches the host. */
async function copied(texts: readonly string[]): Promise<string[]> {
  const received: string[] = [];
  const host = { copyText: (text: string) => received.push(text) };
  const appState = { request: (send: (host: unknown) => unknown) => Promise.resolve(send(host)) };
  const nobody = undefined as never;
  const clipboard = { replace: () => undefined } as unknown as Clipboard;
  await new AccountActions(appState as unknown as AppState, nobody, nobody, nobody, clipboard).copy(texts);
  return received;
}

describe('what is copied', () => {
  it('has a line for each text, and none of them breaks its line', async () => {
    expect(await copied(['111122223333', '444455556666'])).toEqual(['111122223333\n444455556666']);
    expect(await copied(['prod\nrm -rf ~\r\n'])).toEqual(['prod rm -rf ~ ']);
    expect(await copied(['a\u2028b\u0007c'])).toEqual(['a b c']);
  });
});
