// The host of the fake build. The address chooses what it plays: `?state=signingIn&accounts=5000&roles=4&appearance=dark`.
import { FakeHost } from './fake/fake_host';
import { isScenario, scenarioOf } from './fake/scenarios';
import type { Host } from './host';

const asked = new URLSearchParams(location.search);
const state = asked.get('state') ?? 'list';
const fake = new FakeHost(
  scenarioOf(isScenario(state) ? state : 'list', {
    accounts: Number(asked.get('accounts') ?? 312),
    roles: Number(asked.get('roles') ?? 4),
    appearance: asked.get('appearance') === 'dark' ? 'dark' : asked.get('appearance') === 'light' ? 'light' : 'system',
    now: Number(asked.get('now') ?? Date.now()),
  }),
);

declare global {
  interface Window {
    /** The fake host, for the page tests to play with. */
    rolecallFake: FakeHost;
  }
}
window.rolecallFake = fake;

export const host: Host = fake;
