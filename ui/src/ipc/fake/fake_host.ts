// Plays the shell from a scenario: keeps a state, answers commands, tells changes. It keeps no secret, for it has none.
import type {
  AccountKey,
  AssignmentKey,
  CopiedView,
  DestinationKey,
  DestinationView,
  ExportView,
  NewPortal,
  ProblemView,
  RoleSessionView,
  RowsView,
  SettingsView,
  SignInMethodView,
  SignInView,
  SnapshotView,
  StartUrlView,
} from '../bindings';
import type { Answer, Host } from '../host';
import type { Scenario } from './scenarios';

const ok = <T>(data: T): Promise<Answer<T>> => Promise.resolve({ status: 'ok', data });
const done = () => ok(null);
const error = (problem: ProblemView): Promise<Answer<never>> => Promise.resolve({ status: 'error', error: problem });

const HOUR = 3_600_000;

export class FakeHost implements Host {
  /** Every call, for tests: the command's name and what was given. */
  readonly calls: [name: string, ...given: unknown[]][] = [];
  #listeners = new Set<(snapshot: SnapshotView) => void>();
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
    const started: RoleSessionView = {
      assignment,
      startedAt: new Date(this.now()).toISOString(),
      expiresAt: new Date(this.now() + HOUR).toISOString(),
    };
    this.change((snapshot) => {
      snapshot.roleSessions = [...snapshot.roleSessions, started];
    });
    return this.#called('startRoleSession', ok(started), assignment);
  };

  stopRoleSession = (assignment: AssignmentKey) => {
    this.change((snapshot) => {
      snapshot.roleSessions = snapshot.roleSessions.filter((each) => !same(each.assignment, assignment));
    });
    return this.#called('stopRoleSession', done(), assignment);
  };

  stopAllRoleSessions = () => {
    this.change((snapshot) => {
      snapshot.roleSessions = [];
    });
    return this.#called('stopAllRoleSessions', done());
  };

  openConsole = (assignment: AssignmentKey, destination: DestinationKey | null) => {
    const { refusal } = this.scenario;
    return this.#called('openConsole', refusal === null ? done() : error(refusal), assignment, destination);
  };

  destinations = (): Promise<DestinationView[]> => Promise.resolve(destinations);

  exports = (): Promise<ExportView[]> => Promise.resolve(exports);

  copyExport = (assignment: AssignmentKey, format: string) => {
    const { refusal } = this.scenario;
    const chosen = exports.find((each) => each.format === format);
    const seconds = this.scenario.snapshot.settings.clipboardClearSeconds;
    const what = chosen?.secret === true ? `credentials for ${format}` : 'the command';
    const copied = { what, clearsInSeconds: chosen?.secret === true ? seconds : null };
    return this.#called('copyExport', refusal === null ? ok<CopiedView>(copied) : error(refusal), assignment, format);
  };

  setFavourite = (assignment: AssignmentKey, favourite: boolean) => {
    for (const account of this.scenario.accounts) {
      for (const role of account.roles) {
        if (same(assignment, { portal: account.portal, accountId: account.accountId, roleName: role.name })) {
          role.favourite = favourite;
        }
      }
    }
    this.change((snapshot) => {
      snapshot.catalogue = { ...snapshot.catalogue, revision: snapshot.catalogue.revision + 1 };
    });
    return this.#called('setFavourite', done(), assignment, favourite);
  };

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

function readStartUrl(text: string): StartUrlView {
  const found = /^(?:https:\/\/)?([a-z0-9-]+)\.awsapps\.com(?:\/|$)/.exec(text.trim());
  const regional = /^(?:https:\/\/)?([a-z0-9-]+)\.portal\.([a-z0-9-]+)\.app\.aws(?:\/|$)/.exec(text.trim());
  const name = found?.[1] ?? regional?.[1];
  if (name === undefined) {
    return {
      startUrl: null,
      region: null,
      suggestedName: null,
      notice: 'This is not the address of an access portal yet.',
    };
  }
  return {
    startUrl: regional === null ? `https://${name}.awsapps.com/start` : `https://${name}.portal.${regional[2]}.app.aws`,
    region: regional?.[2] ?? null,
    suggestedName: name,
    notice: null,
  };
}

const destinations: DestinationView[] = [
  { service: 'home', label: 'Console home', global: false },
  { service: 'ec2', label: 'EC2', global: false },
  { service: 's3', label: 'S3', global: true },
  { service: 'iam', label: 'IAM', global: true },
  { service: 'lambda', label: 'Lambda', global: false },
  { service: 'cloudwatch', label: 'CloudWatch', global: false },
  { service: 'cloudformation', label: 'CloudFormation', global: false },
  { service: 'rds', label: 'RDS', global: false },
  { service: 'dynamodb', label: 'DynamoDB', global: false },
  { service: 'ecs', label: 'Elastic Container Service', global: false },
  { service: 'eks', label: 'Elastic Kubernetes Service', global: false },
  { service: 'route53', label: 'Route 53', global: true },
  { service: 'billing', label: 'Billing and Cost Management', global: true },
];

const shells = ['bash, zsh', 'fish', 'PowerShell'];
const forms = ['bash, zsh', 'fish', 'PowerShell', 'cmd', 'nushell', '.env', 'JSON', 'credential_process JSON'];
const exports: ExportView[] = [
  ...shells.map((shell) => ({ format: `command:${shell}`, label: `Command for ${shell}`, secret: false })),
  { format: 'command:profile', label: 'credential_process for ~/.aws/config', secret: false },
  ...forms.map((form) => ({ format: form, label: `Credentials for ${form}`, secret: true })),
];
