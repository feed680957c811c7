// The host of the fake build. The URL chooses the scenario: `?state=signingIn&accounts=5000&roles=4&appearance=dark`.
import { FakeHost } from './fake/fake_host';
import { isScenario, scenarioOf } from './fake/scenarios';
import type { Host } from './host';

declare global {
  interface Window {
    /** The fake host, for the page tests to control. */
    rolecallFake: FakeHost;
    /** Shows the scenario of another query string as a reload does, without loading the page again. */
    openScenario: (query: string) => void;
  }
}

function hostOf(parameters: URLSearchParams): FakeHost {
  const state = parameters.get('state') ?? 'list';
  const appearance = parameters.get('appearance');
  return new FakeHost(
    scenarioOf(isScenario(state) ? state : 'list', {
      accounts: Number(parameters.get('accounts') ?? 312),
      roles: Number(parameters.get('roles') ?? 4),
      appearance: appearance === 'dark' || appearance === 'light' ? appearance : 'system',
      now: Number(parameters.get('now') ?? Date.now()),
    }),
  );
}

/** Shows the page on the fake host, and again on another one for each scenario that a test opens. */
export function showOnHost(show: (host: Host) => () => void): void {
  const open = () => {
    window.rolecallFake = hostOf(new URLSearchParams(location.search));
    return show(window.rolecallFake);
  };
  let hide = open();
  window.openScenario = (query) => {
    hide();
    sessionStorage.clear();
    history.replaceState(null, '', query);
    hide = open();
  };
}
