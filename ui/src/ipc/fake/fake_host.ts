// Plays the shell from a scenario: keeps a state, answers commands, tells changes. It keeps no secret, for it has none.
import type {
  AccountKey,
  AssignmentKey,
  CopiedView,
  DestinationKey,
  DestinationView,
  ExportView,
  HistoryQueryView,
  NewPortal,
  ProblemView,
  RoleSessionView,
  RoleView,
  RowsView,
  SettingsView,
  SignInMethodView,
  SignInView,
  SnapshotView,
} from '../bindings';
import type { Answer, Host, WantedRoom } from '../host';
import { exportHistory, playHistory } from './history';
import type { Scenario } from './scenarios';
import { confirmationNeeded, wrongInput } from './problems';
import { destinations, exports, readStartUrl } from './tables';

const ok = <T>(data: T): Promise<Answer<T>> => Promise.resolve({ status: 'ok', data });
const done = () => ok(null);
const error = (problem: ProblemView): Promise<Answer<never>> => Promise.resolve({ status: 'error', error: problem });

const HOUR = 3_600_000;
/** Where the place is kept while the pages of one test come and go. */
const PLACE = 'fake place';

/** A role session that began now, with credentials for an hour. */
function aliveFor(assignment: AssignmentKey, now: number, renewing: boolean): RoleSessionView {
  const at = new Date(now).toISOString();
  return {
    assignment,
    startedAt: at,
    issuedAt: at,
    expiresAt: new Date(now + HOUR).toISOString(),
    endsAt: null,
    renewal: renewing ? 'on' : 'off',
    life: { state: 'alive' },
  };
}

function without(roleSessions: RoleSessionView[], assignment: AssignmentKey): RoleSessionView[] {
  return roleSessions.filter((each) => !same(each.assignment, assignment));
}

export class FakeHost implements Host {
  /** Every call, for tests: the command's name and what was given. */
  readonly calls: [name: string, ...given: unknown[]][] = [];
  #listeners = new Set<(snapshot: SnapshotView) => void>();
  #wanted = new Set<(room: WantedRoom) => void>();
  #recents: AssignmentKey[];
  readonly #began = Date.now();

  constructor(readonly scenario: Scenario) {
    const keys = scenario.accounts.flatMap((account) =>
      account.roles.map(({ name }) => ({ portal: account.portal, accountId: account.accountId, roleName: name })),
    );
    this.#recents = keys.filter((_, at) => at % 2 === 0).slice(0, scenario.recents);
  }

  now = (): number => this.scenario.now + (Date.now() - this.#began);

  onSnapshot = (listener: (snapshot: SnapshotView) => void): Promise<() => void> => {
    this.#listeners.add(listener);
    return Promise.resolve(() => this.#listeners.delete(listener));
  };

  onRoomWanted = (listener: (room: WantedRoom) => void): Promise<() => void> => {
    this.#wanted.add(listener);
    return Promise.resolve(() => this.#wanted.delete(listener));
  };

  /** As a second start of the program does. */
  want(room: WantedRoom): void {
    for (const listener of this.#wanted) listener(room);
  }

  snapshot = () => this.#called('snapshot', ok(this.scenario.snapshot));

  listAccountRoles = () => {
    const rows: RowsView = {
      revision: this.scenario.snapshot.catalogue.revision,
      accounts: this.scenario.accounts,
      recents: this.#recents,
    };
    return this.#called('listAccountRoles', ok(structuredClone(rows)));
  };

  readStartUrl = (text: string) => this.#called('readStartUrl', ok(readStartUrl(text)), text);

  addPortal = (portal: NewPortal) => {
    this.change((snapshot) => {
      snapshot.portals = [
        ...snapshot.portals,
        { ...portal, demo: false, signIn: { state: 'signedOut' }, refresh: null, problem: null },
      ];
    });
    return this.#called('addPortal', done(), portal);
  };

  removePortal = (portal: string) => {
    this.change((snapshot) => {
      snapshot.portals = snapshot.portals.filter((each) => each.name !== portal);
    });
    return this.#called('removePortal', done(), portal);
  };

  signIn = (portal: string, method: SignInMethodView) => {
    const expiresAt = new Date(this.now() + HOUR / 6).toISOString();
    this.#signInIs(
      portal,
      method === 'browser'
        ? { state: 'waitingForBrowser', opened: true, expiresAt }
        : {
            state: 'waitingForCode',
            userCode: 'KXPT-WQZD',
            verificationUri: 'https://acme.awsapps.com/start/#/device',
            expiresAt,
          },
    );
    return this.#called('signIn', done(), portal, method);
  };

  cancelSignIn = (portal: string) => {
    this.#signInIs(portal, { state: 'signedOut' });
    return this.#called('cancelSignIn', done(), portal);
  };

  openSignInPage = (portal: string) => this.#called('openSignInPage', done(), portal);

  copySignInLink = (portal: string) =>
    this.#called('copySignInLink', ok<CopiedView>({ what: 'the sign-in link', clearsInSeconds: null }), portal);

  signOut = (portal: string) => {
    this.#signInIs(portal, { state: 'signedOut' });
    return this.#called('signOut', done(), portal);
  };

  refresh = (portal: string | null) => {
    this.change((snapshot) => {
      snapshot.portals = snapshot.portals.map((each) =>
        portal === null || each.name === portal
          ? { ...each, refresh: { accountsDone: 0, accountsTotal: snapshot.catalogue.accounts, throttled: false } }
          : each,
      );
    });
    return this.#called('refresh', done(), portal);
  };

  cancelRefresh = (portal: string) => {
    this.change((snapshot) => {
      snapshot.portals = snapshot.portals.map((each) => (each.name === portal ? { ...each, refresh: null } : each));
    });
    return this.#called('cancelRefresh', done(), portal);
  };

  showAccounts = (keys: AccountKey[]) => this.#called('showAccounts', done(), keys);

  startRoleSession = (assignment: AssignmentKey) => {
    const { refusal } = this.scenario;
    if (refusal !== null) return this.#called('startRoleSession', error(refusal), assignment);
    const started = aliveFor(assignment, this.now(), this.scenario.snapshot.settings.renew);
    this.change((snapshot) => {
      snapshot.roleSessions = [...without(snapshot.roleSessions, assignment), started];
    });
    return this.#called('startRoleSession', ok(started), assignment);
  };

  renewRoleSession = (assignment: AssignmentKey) => {
    const { refusal } = this.scenario;
    if (refusal !== null) return this.#called('renewRoleSession', error(refusal), assignment);
    const before = this.scenario.snapshot.roleSessions.find((each) => same(each.assignment, assignment));
    const fresh = aliveFor(assignment, this.now(), true);
    const renewed: RoleSessionView = before === undefined ? fresh : { ...fresh, startedAt: before.startedAt };
    this.change((snapshot) => {
      snapshot.roleSessions = [...without(snapshot.roleSessions, assignment), renewed];
    });
    return this.#called('renewRoleSession', ok(renewed), assignment);
  };

  setRenewing = (assignment: AssignmentKey, renewing: boolean) => {
    this.change((snapshot) => {
      snapshot.roleSessions = snapshot.roleSessions.map((each) =>
        same(each.assignment, assignment) ? { ...each, renewal: renewing ? 'on' : 'off' } : each,
      );
    });
    return this.#called('setRenewing', done(), assignment, renewing);
  };

  makeDefault = (assignment: AssignmentKey | null) => {
    this.change((snapshot) => {
      snapshot.default = assignment;
      if (assignment === null || snapshot.roleSessions.some((each) => same(each.assignment, assignment))) return;
      const started = aliveFor(assignment, this.now(), snapshot.settings.renew);
      snapshot.roleSessions = [...snapshot.roleSessions, started];
    });
    return this.#called('makeDefault', done(), assignment);
  };

  stopRoleSession = (assignment: AssignmentKey) => {
    this.change((snapshot) => {
      snapshot.roleSessions = without(snapshot.roleSessions, assignment);
    });
    return this.#called('stopRoleSession', done(), assignment);
  };

  stopAllRoleSessions = () => {
    this.change((snapshot) => {
      snapshot.roleSessions = [];
    });
    return this.#called('stopAllRoleSessions', done());
  };

  openConsole = (assignment: AssignmentKey, destination: DestinationKey | null, confirmed: boolean) => {
    const refusal = this.#refusal(assignment, confirmed);
    return this.#called('openConsole', refusal === null ? done() : error(refusal), assignment, destination, confirmed);
  };

  destinations = (): Promise<DestinationView[]> => Promise.resolve(destinations);

  exports = (): Promise<ExportView[]> => Promise.resolve(exports);

  copyExport = (assignment: AssignmentKey, format: string, confirmed: boolean) => {
    const chosen = exports.find((each) => each.format === format);
    const secret = chosen?.secret === true;
    const refusal = this.#refusal(assignment, confirmed || !secret);
    const seconds = this.scenario.snapshot.settings.clipboardClearSeconds;
    const copied: CopiedView = {
      what: secret ? `credentials for ${format}` : 'the command',
      clearsInSeconds: secret ? seconds : null,
    };
    return this.#called('copyExport', refusal === null ? ok(copied) : error(refusal), assignment, format, confirmed);
  };

  setFavourite = (assignment: AssignmentKey, favourite: boolean) => {
    this.#label(assignment, (role) => (role.favourite = favourite));
    return this.#called('setFavourite', done(), assignment, favourite);
  };

  setAlias = (assignment: AssignmentKey, alias: string | null) => {
    const taken = this.scenario.accounts.flatMap(({ roles }) => roles).some((role) => role.alias === alias);
    const refusal = alias !== null && (taken || /\s/.test(alias)) ? wrongInput : null;
    if (refusal === null) this.#label(assignment, (role) => (role.alias = alias));
    return this.#called('setAlias', refusal === null ? done() : error(refusal), assignment, alias);
  };

  setColour = (assignment: AssignmentKey, colour: string | null) => {
    this.#label(assignment, (role) => (role.colour = colour));
    return this.#called('setColour', done(), assignment, colour);
  };

  setNote = (assignment: AssignmentKey, note: string | null) => {
    this.#label(assignment, (role) => (role.note = note));
    return this.#called('setNote', done(), assignment, note);
  };

  setTags = (key: AccountKey, tags: string[]) => {
    for (const account of this.scenario.accounts) {
      if (account.portal === key.portal && account.accountId === key.accountId) account.tags = tags;
    }
    this.#rowsChanged();
    return this.#called('setTags', done(), key, tags);
  };

  history = (query: HistoryQueryView) =>
    this.#called('history', ok(playHistory(this.scenario, query, this.now())), query);

  exportHistory = (query: HistoryQueryView) =>
    this.#called('exportHistory', ok(exportHistory(this.scenario, query)), query);

  setAutostart = (on: boolean) => {
    this.change((snapshot) => {
      snapshot.desktop = { ...snapshot.desktop, autostart: on };
    });
    return this.#called('setAutostart', done(), on);
  };

  quit = () => this.#called('quit', done());

  keepPlace = (place: string) => {
    sessionStorage.setItem(PLACE, place);
    return this.#called('keepPlace', done(), place);
  };

  place = () => this.#called('place', ok(sessionStorage.getItem(PLACE)));

  saveSettings = (settings: SettingsView) => {
    this.change((snapshot) => {
      snapshot.settings = settings;
    });
    return this.#called('saveSettings', done(), settings);
  };

  tryDemo = () => this.#called('tryDemo', done());
  leaveDemo = () => this.#called('leaveDemo', done());

  dismissProblem = (portal: string | null) => {
    this.change((snapshot) => {
      if (portal === null) snapshot.problems = [];
      else
        snapshot.portals = snapshot.portals.map((each) => (each.name === portal ? { ...each, problem: null } : each));
    });
    return this.#called('dismissProblem', done(), portal);
  };

  /** Changes the snapshot and tells everybody. */
  change(by: (snapshot: SnapshotView) => void): void {
    const next = { ...this.scenario.snapshot, revision: this.scenario.snapshot.revision + 1 };
    by(next);
    this.scenario.snapshot = next;
    for (const listener of this.#listeners) listener(next);
  }

  #refusal(assignment: AssignmentKey, confirmed: boolean): ProblemView | null {
    const { accounts, refusal, snapshot } = this.scenario;
    const guarded = accounts.some(
      ({ portal, accountId, environment }) =>
        environment === 'production' && portal === assignment.portal && accountId === assignment.accountId,
    );
    return guarded && snapshot.settings.askBeforeProduction && !confirmed ? confirmationNeeded : refusal;
  }

  #label(assignment: AssignmentKey, mark: (role: RoleView) => void): void {
    for (const account of this.scenario.accounts) {
      for (const role of account.roles) {
        if (same(assignment, { portal: account.portal, accountId: account.accountId, roleName: role.name })) mark(role);
      }
    }
    this.#rowsChanged();
  }

  #rowsChanged(): void {
    this.change((snapshot) => {
      snapshot.catalogue = { ...snapshot.catalogue, revision: snapshot.catalogue.revision + 1 };
    });
  }

  #signInIs(portal: string, signIn: SignInView): void {
    this.change((snapshot) => {
      snapshot.portals = snapshot.portals.map((each) =>
        each.name === portal ? { ...each, signIn, problem: null } : each,
      );
    });
  }

  #called<T>(name: string, answer: Promise<T>, ...given: unknown[]): Promise<T> {
    this.calls.push([name, ...given]);
    return answer;
  }
}

function same(one: AssignmentKey, other: AssignmentKey): boolean {
  return one.portal === other.portal && one.accountId === other.accountId && one.roleName === other.roleName;
}
