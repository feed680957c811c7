// The host of the fake build. The URL chooses the scenario: `?state=signingIn&accounts=5000&roles=4&appearance=dark`.
import { FakeHost } from './fake/fake_host';
import { isScenario, scenarioOf } from './fake/scenarios';
import type { Host } from './host';

const parameters = new URLSearchParams(location.search);
const state = parameters.get('state') ?? 'list';
const fake = new FakeHost(
  scenarioOf(isScenario(state) ? state : 'list', {
    accounts: Number(parameters.get('accounts') ?? 312),
    roles: Number(parameters.get('roles') ?? 4),
    appearance:
      parameters.get('appearance') === 'dark' ? 'dark' : parameters.get('appearance') === 'light' ? 'light' : 'system',
    now: Number(parameters.get('now') ?? Date.now()),
  }),
);

declare global {
  interface Window {
    /** The fake host, for the page tests to control. */
    rolecallFake: FakeHost;
  }
}
window.rolecallFake = fake;

export const host: Host = fake;
