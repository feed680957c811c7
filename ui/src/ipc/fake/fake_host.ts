// Stands in for the shell: holds a state, responds to commands and reports changes. It has no secrets.
import type {
  AccountKey,
  AddPortalOutcome,
  RoleKey,
  CatalogueRows,
  CopyReceipt,
  Destination,
  DestinationKey,
  EnvironmentMark,
  ExportFormat,
  HistoryQuery,
  NewPortal,
  RecentDestinations,
  RenameKey,
  WireProblem,
  Role,
  RoleFormInput,
  RoleSession,
  SaveRoleOutcome,
  SettingsChange,
  TestRoleOutcome,
  SignInMethod,
  SignInState,
} from '../types';
import type { WireResult, Host } from '../host';
import { FakeState } from './fake_state';
import { faultsOf, keyOf, withoutRole, withRole } from './role_forms';
import { copiedSecret, noteCopied } from './clipboard';
import { exportHistory, playHistory } from './history';
import { counts, type Scenario } from './scenarios';
import { markAccounts, withMark } from './marks';
import { refusalInAccount, refusalOf } from './guard';
import { wrongInput } from './problems';
import { isSame, newRoleSession, without, withStatus } from './role_sessions';
import { begunSignIn } from './sign_ins';
import { destinations, exportFormats } from '../generated/role_actions';
import { parseStartUrl, productionPreview } from './tables';

const ok = <T>(data: T): Promise<WireResult<T>> => Promise.resolve({ status: 'ok', data });
const done = () => ok(null);
const error = (problem: WireProblem): Promise<WireResult<never>> =>
  Promise.resolve({ status: 'error', error: problem });

/** Where the saved view is stored while a test reloads the page. */
const VIEW_KEY = 'fake view';

export class FakeHost extends FakeState implements Host {
  #recents: RoleKey[];

  constructor(scenario: Scenario) {
    super(scenario);
    const keys = scenario.accounts.flatMap((account) =>
      account.roles.map(({ origin, name }) => ({ origin, accountId: account.accountId, roleName: name })),
    );
    this.#recents = keys.filter((_, at) => at % 2 === 0).slice(0, scenario.recents);
  }

  snapshot = () => this.record('snapshot', ok(this.scenario.snapshot));

  listAccountRoles = () => {
    const rows: CatalogueRows = {
      revision: this.scenario.snapshot.catalogue.revision,
      accounts: this.scenario.accounts,
      removed: this.scenario.removed,
      recents: this.#recents,
      otherAliases: [],
    };
    return this.record('listAccountRoles', ok(structuredClone(rows)));
  };

  parseStartUrl = (text: string, region: string) =>
    this.record('parseStartUrl', ok(parseStartUrl(text, region)), text, region);

  addPortal = (portal: NewPortal) => {
    const { isAccountAccess } = parseStartUrl(portal.startUrl, portal.region);
    this.change((snapshot) => {
      snapshot.portals = [
        ...snapshot.portals,
        { ...portal, isAccountAccess, demo: false, signIn: { state: 'signedOut' }, refresh: null, problem: null },
      ];
    });
    return this.record('addPortal', ok<AddPortalOutcome>({ outcome: 'added', found: null }), portal);
  };

  removePortal = (portal: string) => {
    this.change((snapshot) => {
      snapshot.portals = snapshot.portals.filter((each) => each.name !== portal);
    });
    return this.record('removePortal', done(), portal);
  };

  signIn = (portal: string, method: SignInMethod) => {
    this.#setSignIn(portal, begunSignIn(method, this.now()));
    return this.record('signIn', done(), portal, method);
  };

  cancelSignIn = (portal: string) => {
    this.#setSignIn(portal, { state: 'signedOut' });
    return this.record('cancelSignIn', done(), portal);
  };

  openSignInPage = (portal: string) => this.record('openSignInPage', done(), portal);

  copySignInLink = (portal: string) =>
    this.record('copySignInLink', ok<CopyReceipt>({ what: 'the sign-in link', clearsInSeconds: null }), portal);

  copySignInCode = (portal: string) =>
    this.record('copySignInCode', ok<CopyReceipt>({ what: 'the code', clearsInSeconds: null }), portal);

  signOut = (portal: string) => {
    this.#setSignIn(portal, { state: 'signedOut' });
    this.change((snapshot) => {
      snapshot.roleSessions = snapshot.roleSessions.filter((each) => each.portal !== portal);
    });
    return this.record('signOut', done(), portal);
  };

  refresh = (portal: string | null) => {
    this.change((snapshot) => {
      snapshot.portals = snapshot.portals.map((each) =>
        portal === null || each.name === portal
          ? { ...each, refresh: { accountsDone: 0, accountsTotal: snapshot.catalogue.accounts, throttled: false } }
          : each,
      );
    });
    return this.record('refresh', done(), portal);
  };

  cancelRefresh = (portal: string) => {
    this.change((snapshot) => {
      snapshot.portals = snapshot.portals.map((each) => (each.name === portal ? { ...each, refresh: null } : each));
    });
    return this.record('cancelRefresh', done(), portal);
  };

  prioritizeAccounts = (keys: AccountKey[]) => this.record('prioritizeAccounts', done(), keys);

  startRoleSession = (roleKey: RoleKey, confirmed: boolean, reason: string | null) => {
    const refusal = refusalOf(this.scenario, roleKey, { confirmed, reason });
    if (refusal !== null) return this.record('startRoleSession', error(refusal), roleKey, confirmed, reason);
    const started = newRoleSession(roleKey, this.now(), this.scenario.snapshot.settings.renew, reason);
    this.change((snapshot) => {
      snapshot.roleSessions = [...without(snapshot.roleSessions, roleKey), started];
    });
    return this.record('startRoleSession', ok(started), roleKey, confirmed, reason);
  };

  renewRoleSession = (roleKey: RoleKey) => {
    const { refusal } = this.scenario;
    if (refusal !== null) return this.record('renewRoleSession', error(refusal), roleKey);
    const before = this.scenario.snapshot.roleSessions.find((each) => isSame(each.roleKey, roleKey));
    const fresh = newRoleSession(roleKey, this.now(), true);
    const renewed: RoleSession = before === undefined ? fresh : { ...fresh, startedAt: before.startedAt };
    this.change((snapshot) => {
      snapshot.roleSessions = [...without(snapshot.roleSessions, roleKey), renewed];
    });
    return this.record('renewRoleSession', ok(renewed), roleKey);
  };

  setAutoRenewal = (roleKey: RoleKey, renew: boolean) => {
    this.change((snapshot) => {
      snapshot.roleSessions = snapshot.roleSessions.map((each) =>
        isSame(each.roleKey, roleKey) ? withStatus({ ...each, renewal: renew ? 'on' : 'off' }) : each,
      );
    });
    return this.record('setAutoRenewal', done(), roleKey, renew);
  };

  setDefault = (roleKey: RoleKey | null, confirmed: boolean, reason: string | null) => {
    const refusal = roleKey === null ? null : refusalOf(this.scenario, roleKey, { confirmed, reason });
    if (refusal !== null) return this.record('setDefault', error(refusal), roleKey, confirmed, reason);
    this.change((snapshot) => {
      snapshot.default = roleKey;
      if (roleKey === null || snapshot.roleSessions.some((each) => isSame(each.roleKey, roleKey))) return;
      const started = newRoleSession(roleKey, this.now(), snapshot.settings.renew, reason);
      snapshot.roleSessions = [...snapshot.roleSessions, started];
    });
    return this.record('setDefault', done(), roleKey, confirmed, reason);
  };

  stopRoleSession = (roleKey: RoleKey) => {
    this.change((snapshot) => {
      snapshot.roleSessions = without(snapshot.roleSessions, roleKey);
    });
    return this.record('stopRoleSession', done(), roleKey);
  };

  stopAllRoleSessions = () => {
    this.change((snapshot) => {
      snapshot.roleSessions = [];
    });
    return this.record('stopAllRoleSessions', done());
  };

  openConsole = (roleKey: RoleKey, destination: DestinationKey | null, confirmed: boolean, reason: string | null) => {
    const refusal = refusalOf(this.scenario, roleKey, { confirmed, reason });
    const outcome = refusal === null ? done() : error(refusal);
    return this.record('openConsole', outcome, roleKey, destination, confirmed, reason);
  };

  destinations = (): Promise<Destination[]> => Promise.resolve(destinations);

  recentDestinations = () =>
    this.record('recentDestinations', ok<RecentDestinations>(structuredClone(this.scenario.recentDestinations)));

  checkRole = (form: RoleFormInput) => this.record('checkRole', ok(faultsOf(this.scenario, form)), form);

  testRole = (form: RoleFormInput, confirmed: boolean) => {
    const faults = faultsOf(this.scenario, form);
    const roleKey = keyOf(form);
    const refusal = faults.length > 0 ? null : refusalInAccount(this.scenario, roleKey.accountId, confirmed);
    const arn = `arn:aws:sts::${roleKey.accountId}:assumed-role/${roleKey.roleName}/ada`;
    const tested: TestRoleOutcome =
      faults.length > 0 ? { outcome: 'invalid', faults } : { outcome: 'succeeded', arn, accountId: roleKey.accountId };
    return this.record('testRole', refusal === null ? ok(tested) : error(refusal), form, confirmed);
  };

  saveRole = (form: RoleFormInput) => {
    const faults = faultsOf(this.scenario, form);
    if (faults.length > 0) return this.record('saveRole', ok<SaveRoleOutcome>({ outcome: 'invalid', faults }), form);
    this.scenario.accounts = withRole(this.scenario.accounts, form);
    this.rowsChanged(({ catalogue }) => Object.assign(catalogue, counts(this.scenario.accounts)));
    return this.record('saveRole', ok<SaveRoleOutcome>({ outcome: 'saved', roleKey: keyOf(form) }), form);
  };

  removeDefinedRole = (name: string) => {
    this.scenario.accounts = withoutRole(this.scenario.accounts, name);
    this.rowsChanged((snapshot) => {
      snapshot.roleSessions = snapshot.roleSessions.filter((each) => each.roleKey.origin !== `role:${name}`);
    });
    return this.record('removeDefinedRole', done(), name);
  };

  signInToRole = (name: string) => this.record('signInToRole', done(), name);

  copyText = (text: string) => {
    noteCopied(null);
    return this.record('copyText', done(), text);
  };

  exports = (): Promise<ExportFormat[]> => Promise.resolve(exportFormats);

  copyExport = (roleKey: RoleKey, format: string, confirmed: boolean, reason: string | null) => {
    const exportFormat = exportFormats.find((each) => each.format === format);
    const secret = exportFormat?.secret === true;
    const refusal = secret ? refusalOf(this.scenario, roleKey, { confirmed, reason }) : this.scenario.refusal;
    const seconds = this.scenario.snapshot.settings.clipboardClearInSeconds;
    const copied: CopyReceipt = {
      what: exportFormat?.secret === true ? `credentials for ${exportFormat.label}` : 'the command',
      clearsInSeconds: secret ? seconds : null,
    };
    if (refusal === null) noteCopied(copied);
    const outcome = refusal === null ? ok(copied) : error(refusal);
    return this.record('copyExport', outcome, roleKey, format, confirmed, reason);
  };

  copiedSecret = () => this.record('copiedSecret', ok(copiedSecret()));

  clearClipboard = () => {
    noteCopied(null);
    return this.record('clearClipboard', done());
  };

  setFavourite = (roleKey: RoleKey, favourite: boolean) => {
    this.#updateRole(roleKey, (role) => (role.favourite = favourite));
    return this.record('setFavourite', done(), roleKey, favourite);
  };

  setAlias = (roleKey: RoleKey, alias: string | null) => {
    const taken = this.scenario.accounts.flatMap(({ roles }) => roles).some((role) => role.alias === alias);
    const refusal = alias !== null && (taken || /\s/.test(alias)) ? wrongInput : null;
    if (refusal === null) this.#updateRole(roleKey, (role) => (role.alias = alias));
    return this.record('setAlias', refusal === null ? done() : error(refusal), roleKey, alias);
  };

  moveAliases = (rename: RenameKey) => {
    this.#answerRename(rename);
    return this.record('moveAliases', done(), rename);
  };

  declineRename = (rename: RenameKey) => {
    this.#answerRename(rename);
    return this.record('declineRename', done(), rename);
  };

  #answerRename({ roleKey, newName }: RenameKey): void {
    this.change((snapshot) => {
      snapshot.aliasMoves = snapshot.aliasMoves.filter(
        ({ rename }) => !isSame(rename.roleKey, roleKey) || rename.newName !== newName,
      );
    });
  }

  setColour = (roleKey: RoleKey, colour: Role['colour']) => {
    this.#updateRole(roleKey, (role) => (role.colour = colour));
    return this.record('setColour', done(), roleKey, colour);
  };

  setNote = (roleKey: RoleKey, note: string | null) => {
    this.#updateRole(roleKey, (role) => (role.note = note));
    return this.record('setNote', done(), roleKey, note);
  };

  setTags = (key: AccountKey, tags: string[]) => {
    for (const account of this.scenario.accounts) {
      if (account.portal === key.portal && account.accountId === key.accountId) account.tags = tags;
    }
    this.rowsChanged();
    return this.record('setTags', done(), key, tags);
  };

  setMark = (key: AccountKey, mark: EnvironmentMark | null) => {
    const { accountId } = key;
    markAccounts(this.scenario, accountId, mark);
    this.rowsChanged((snapshot) => (snapshot.settings = withMark(snapshot.settings, accountId, mark)));
    return this.record('setMark', done(), key, mark);
  };

  history = (query: HistoryQuery) => this.record('history', ok(playHistory(this.scenario, query, this.now())), query);

  exportHistory = (query: HistoryQuery) => this.record('exportHistory', ok(exportHistory(this.scenario, query)), query);

  setAutostart = (on: boolean) => {
    this.change((snapshot) => {
      snapshot.desktop = { ...snapshot.desktop, autostart: on };
    });
    return this.record('setAutostart', done(), on);
  };

  showWindow = () => this.record('showWindow', done());

  closeWindow = () => this.record('closeWindow', done());

  quit = () => this.record('quit', done());

  saveView = (view: string) => {
    sessionStorage.setItem(VIEW_KEY, view);
    return this.record('saveView', done(), view);
  };

  savedView = () => this.record('place', ok(sessionStorage.getItem(VIEW_KEY)));

  saveSettings = (changes: SettingsChange) => {
    this.change((snapshot) => {
      snapshot.settings = { ...snapshot.settings, ...changes, limits: changes.limits ?? snapshot.settings.limits };
    });
    return this.record('saveSettings', done(), changes);
  };

  previewProductionPatterns = (patterns: string[]) =>
    this.record('previewProductionPatterns', ok(productionPreview(this.scenario.accounts, patterns)), patterns);

  tryDemo = () => this.record('tryDemo', done());
  leaveDemo = () => this.record('leaveDemo', done());

  dismissProblem = (portal: string | null) => {
    this.change((snapshot) => {
      if (portal === null) snapshot.problems = [];
      else
        snapshot.portals = snapshot.portals.map((each) => (each.name === portal ? { ...each, problem: null } : each));
    });
    return this.record('dismissProblem', done(), portal);
  };

  #updateRole(roleKey: RoleKey, update: (role: Role) => void): void {
    for (const account of this.scenario.accounts) {
      for (const role of account.roles) {
        if (isSame(roleKey, { origin: role.origin, accountId: account.accountId, roleName: role.name })) update(role);
      }
    }
    this.rowsChanged();
  }

  #setSignIn(portal: string, signIn: SignInState): void {
    this.change((snapshot) => {
      snapshot.portals = snapshot.portals.map((each) =>
        each.name === portal ? { ...each, signIn, problem: null } : each,
      );
    });
  }
}
