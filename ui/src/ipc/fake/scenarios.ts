// The states in which a page test or a screenshot starts.
import { settingDefaults } from '../generated/setting_bounds';
import type { Account, Appearance, Portal, RecentDestinations, RoleKey, WireProblem, Snapshot } from '../types';
import { accountsOfOtherSources, withOtherSources } from './defined_roles';
import { hostileAccounts } from './hostile';
import { organization, accountsWithLongNames, accountsWithSameName, movedTo } from './organization';
import { mfaQuestions } from './mfa_questions';
import * as problems from './problems';
import { aliasMoves, everyPhase, staleDefaultUsers, roleKeyAt, roleSessionAt, waitingForSignIn } from './role_sessions';

const scenarios = [
  'list',
  'firstRun',
  'firstRunNoKeychain',
  'signingIn',
  'signingInNotOpened',
  'signingInCode',
  'signingInAgain',
  'loading',
  'partlyLoaded',
  'throttled',
  'noAccounts',
  'signedOut',
  'signedOutEmpty',
  'expired',
  'offline',
  'keychainLocked',
  'keychainAbsent',
  'denied',
  'failedAccounts',
  'demo',
  'endpoint',
  'signInTimedOut',
  'portals',
  'sources',
  'onlySources',
  'sameNames',
  'longNames',
  'phases',
  'waiting',
  'staleDefaultUsers',
  'renamed',
  'guarded',
  'reasoned',
  'mfaCode',
  'noTray',
  'hostile',
] as const;

export type ScenarioName = (typeof scenarios)[number];
export const scenarioNames: readonly ScenarioName[] = scenarios;

export type Options = { accounts: number; roles: number; appearance: Appearance; now: number };

export type Scenario = {
  snapshot: Snapshot;
  accounts: Account[];
  /** The roles that the last refresh did not find any more. */
  removed: RoleKey[];
  recents: number;
  /** Where the console was opened last. */
  recentDestinations: RecentDestinations;
  now: number;
  /** Why every role command fails; null if they succeed. */
  refusal: WireProblem | null;
};

const MINUTE = 60_000;
const hostilePortal = '<img src=x onerror=window.__pwned=1>';

export function isScenario(name: string): name is ScenarioName {
  return scenarios.some((each) => each === name);
}

function portal(now: number, overrides: Partial<Portal> = {}): Portal {
  return {
    name: 'acme',
    startUrl: 'https://acme.awsapps.com/start',
    region: 'eu-central-1',
    isAccountAccess: false,
    endpointUrl: null,
    demo: false,
    signIn: { state: 'signedIn', expiresAt: new Date(now + 200 * MINUTE).toISOString() },
    refresh: null,
    problem: null,
    ...overrides,
  };
}

function base({ accounts, roles, appearance, now }: Options): Scenario {
  const listed = organization(accounts, roles);
  return {
    now,
    recents: 6,
    recentDestinations: {
      services: ['cloudwatch', 'home', 's3', 'lambda'],
      regions: ['eu-central-1', 'eu-west-1', 'us-east-1', 'ap-northeast-1'],
    },
    refusal: null,
    accounts: listed,
    removed: [{ origin: 'acme', accountId: '111233334344', roleName: 'LegacyDeploy' }],
    snapshot: {
      revision: 1,
      version: '0.1.0',
      demo: false,
      portals: [portal(now)],
      roleSessions: [
        ...roleSessionAt(listed, 0, 0, now, { since: 78, issued: 18, left: 42, renewal: 'on', limit: 240 }),
        ...roleSessionAt(listed, 1, 0, now, { since: 52, issued: 52, left: 8, renewal: 'off' }),
        ...roleSessionAt(listed, 2, 0, now, { since: 5, issued: 5, left: 55, renewal: 'on' }),
      ],
      default: roleKeyAt(listed, 2, 0),
      staleDefaultUsers: [],
      aliasMoves: [],
      mfaQuestions: [],
      desktop: { trayShown: true, autostart: false, shortcutProblem: null },
      catalogue: {
        revision: 1,
        ...counts(listed),
        refreshedAt: new Date(now - 2 * MINUTE - 5000).toISOString(),
        removed: 1,
      },
      problems: [],
      settings: {
        ...settingDefaults,
        appearance,
        environmentProduction: ['word:prod', '*prod*'],
        limits: [{ accounts: ['*-prod'], roles: ['AdministratorAccess'], minutes: 240 }],
      },
    },
  };
}

export function counts(accounts: Account[]) {
  const roles = accounts.flatMap((account) => account.roles);
  return { accounts: accounts.length, roles: roles.length, added: roles.filter(({ added }) => added).length };
}

function withAccounts(scenario: Scenario, accounts: Account[]): Scenario {
  scenario.accounts = accounts;
  Object.assign(scenario.snapshot.catalogue, counts(accounts));
  return scenario;
}

function empty(scenario: Scenario): Scenario {
  Object.assign(scenario.snapshot, { roleSessions: [], default: null });
  Object.assign(scenario.snapshot.catalogue, { refreshedAt: null, removed: 0 });
  scenario.removed = [];
  return withAccounts(scenario, []);
}

export function scenarioOf(name: ScenarioName, options: Options): Scenario {
  const scenario = base(options);
  const { snapshot, now } = scenario;
  const setPortal = (overrides: Partial<Portal>) => {
    snapshot.portals = [portal(now, overrides)];
  };
  const waitsUntil = new Date(now + 9 * MINUTE + 41_000).toISOString();
  const browser = (opened: boolean) =>
    setPortal({ signIn: { state: 'waitingForBrowser', opened, expiresAt: waitsUntil } });
  const code = () =>
    setPortal({
      signIn: {
        state: 'waitingForCode',
        userCode: 'KXPT-WQZD',
        verificationUri: 'https://acme.awsapps.com/start/#/device',
        expiresAt: waitsUntil,
      },
    });

  switch (name) {
    case 'list':
      return scenario;
    case 'portals':
      snapshot.portals = [
        portal(now),
        portal(now, { name: 'acme-gov', region: 'us-gov-west-1', signIn: { state: 'signedOut' } }),
        portal(now, {
          name: 'labs',
          region: 'us-east-1',
          signIn: { state: 'signedIn', expiresAt: null },
          problem: problems.unreachable,
        }),
      ];
      scenario.accounts = scenario.accounts.map((account, at) =>
        at % 9 === 5 ? movedTo('labs', account) : at % 4 === 3 ? movedTo('acme-gov', account) : account,
      );
      return scenario;
    case 'sources':
      return withAccounts(scenario, withOtherSources(scenario.accounts));
    case 'onlySources':
      snapshot.portals = [];
      empty(scenario);
      withAccounts(scenario, accountsOfOtherSources());
      snapshot.roleSessions = roleSessionAt(scenario.accounts, 0, 0, now, {
        since: 78,
        issued: 18,
        left: 42,
        renewal: 'on',
      });
      return scenario;
    case 'sameNames':
      snapshot.portals = [portal(now), portal(now, { name: 'acme-government-west', region: 'us-gov-west-1' })];
      Object.assign(snapshot, { roleSessions: [], default: null });
      return withAccounts(scenario, [...accountsWithSameName('acme', 'acme-government-west'), ...scenario.accounts]);
    case 'longNames':
      snapshot.portals = [portal(now), portal(now, { name: 'acme-government-west', region: 'us-gov-west-1' })];
      scenario.accounts = accountsWithLongNames('acme', 'acme-government-west');
      scenario.recents = 12;
      snapshot.default = roleKeyAt(scenario.accounts, 2, 0);
      snapshot.roleSessions = everyPhase(scenario.accounts, now);
      return withAccounts(scenario, scenario.accounts);
    case 'firstRunNoKeychain':
      snapshot.problems = [problems.keychainAbsent];
      snapshot.desktop.trayShown = false;
      snapshot.portals = [];
      return empty(scenario);
    case 'firstRun':
      snapshot.portals = [];
      return empty(scenario);
    case 'signingIn':
      browser(true);
      return empty(scenario);
    case 'signingInNotOpened':
      browser(false);
      return empty(scenario);
    case 'signingInCode':
      code();
      return empty(scenario);
    case 'signingInAgain':
      code();
      return scenario;
    case 'loading':
      setPortal({ refresh: { accountsDone: 0, accountsTotal: null, throttled: false } });
      return empty(scenario);
    case 'partlyLoaded':
    case 'throttled':
      setPortal({ refresh: { accountsDone: 120, accountsTotal: 312, throttled: name === 'throttled' } });
      scenario.accounts.forEach((account, at) => {
        if (at !== 1 && at !== 4 && at < 120) return;
        account.rolesListed = false;
        account.roles = [];
      });
      return withAccounts(scenario, scenario.accounts);
    case 'noAccounts':
      empty(scenario);
      snapshot.catalogue.refreshedAt = new Date(now - MINUTE).toISOString();
      return scenario;
    case 'signedOut':
      setPortal({ signIn: { state: 'signedOut' } });
      return scenario;
    case 'signedOutEmpty':
      setPortal({ signIn: { state: 'signedOut' } });
      return empty(scenario);
    case 'expired':
      setPortal({ signIn: { state: 'expired' } });
      return scenario;
    case 'signInTimedOut':
      setPortal({ signIn: { state: 'signedOut' }, problem: problems.signInTimedOut });
      return scenario;
    case 'offline':
      setPortal({ problem: problems.unreachable });
      snapshot.catalogue.refreshedAt = new Date(now - 190 * MINUTE).toISOString();
      return scenario;
    case 'keychainLocked':
      snapshot.problems = [problems.keychainLocked];
      return scenario;
    case 'keychainAbsent':
      snapshot.problems = [problems.keychainAbsent];
      return scenario;
    case 'denied':
      scenario.refusal = problems.notAssigned;
      return scenario;
    case 'failedAccounts':
      scenario.accounts.forEach((account, at) => {
        if (at % 5 !== 1) return;
        account.problem = problems.rolesNotListed;
        if (at % 2 === 1) account.roles = [];
      });
      return scenario;
    case 'demo':
      snapshot.demo = true;
      setPortal({
        name: 'demo',
        demo: true,
        endpointUrl: 'http://127.0.0.1:43117',
        startUrl: 'http://127.0.0.1:43117/start',
      });
      scenario.accounts = scenario.accounts.map((account) => movedTo('demo', account));
      for (const roleSession of snapshot.roleSessions) {
        roleSession.roleKey.origin = 'demo';
        roleSession.portal = 'demo';
      }
      snapshot.default = roleKeyAt(scenario.accounts, 2, 0);
      return scenario;
    case 'endpoint':
      setPortal({ endpointUrl: 'https://aws-proxy.acme.example:8443' });
      return scenario;
    case 'phases':
      snapshot.roleSessions = everyPhase(scenario.accounts, now);
      return scenario;
    case 'waiting':
      setPortal({ signIn: { state: 'expired' } });
      snapshot.roleSessions = waitingForSignIn(scenario.accounts, now);
      return scenario;
    case 'staleDefaultUsers':
      snapshot.staleDefaultUsers = staleDefaultUsers(scenario.accounts, now);
      return scenario;
    case 'renamed':
      snapshot.aliasMoves = aliasMoves(scenario.accounts);
      return scenario;
    case 'guarded':
      snapshot.settings.askBeforeProduction = true;
      return scenario;
    case 'reasoned':
      snapshot.settings.requireReasonForProduction = true;
      return scenario;
    case 'mfaCode':
      withAccounts(scenario, withOtherSources(scenario.accounts));
      snapshot.mfaQuestions = mfaQuestions(scenario.accounts);
      return scenario;
    case 'noTray':
      snapshot.desktop.trayShown = false;
      return scenario;
    case 'hostile':
      snapshot.problems = [
        {
          ...problems.rolesNotListed,
          summary: '<img src=x onerror=window.__pwned=1>',
          advice: '<script>window.__pwned=1</script>',
        },
      ];
      setPortal({
        name: hostilePortal,
        endpointUrl: 'https://"><svg onload=window.__pwned=1>',
      });
      scenario.accounts = hostileAccounts();
      scenario.accounts = scenario.accounts.map((account) => ({ ...account, portal: hostilePortal }));
      snapshot.roleSessions = everyPhase(scenario.accounts, now);
      snapshot.default = roleKeyAt(scenario.accounts, 0, 0);
      snapshot.staleDefaultUsers = staleDefaultUsers(scenario.accounts, now).map((user, at) => {
        const text = scenario.accounts[at]?.name ?? '';
        return { ...user, program: text, folder: text };
      });
      return withAccounts(scenario, scenario.accounts);
  }
}
