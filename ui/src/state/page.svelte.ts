// Composes the page's controllers and provides them to the components.
import { getContext, setContext } from 'svelte';

import type { Host } from '../ipc/host';
import { AccountActions } from './account_actions.svelte';
import { AppActions } from './app_actions.svelte';
import { AppState } from './app_state.svelte';
import { Clipboard } from './clipboard.svelte';
import { Clock } from './clock.svelte';
import { ConsoleSignIn } from './console_sign_in.svelte';
import { LabelActions } from './label_actions.svelte';
import { LoneCharacter } from './lone_character';
import { MfaCodes } from './mfa_codes.svelte';
import { Navigation } from './navigation.svelte';
import { RoleActions } from './role_actions.svelte';
import { RoleForm } from './role_form.svelte';
import { RoleList } from './role_list.svelte';
import { RoleSessionSpans } from './role_session_spans.svelte';
import { parseSavedView, serializeSavedView } from './saved_view';
import { ShownNotices } from './shown_notices.svelte';
import { Toasts } from './toasts.svelte';

export type Page = {
  host: Host;
  clock: Clock;
  appState: AppState;
  list: RoleList;
  navigation: Navigation;
  toasts: Toasts;
  clipboard: Clipboard;
  shownNotices: ShownNotices;
  actions: AppActions;
  roleActions: RoleActions;
  labelActions: LabelActions;
  accountActions: AccountActions;
  roleForm: RoleForm;
  consoleSignIn: ConsoleSignIn;
  mfaCodes: MfaCodes;
  roleSessionSpans: RoleSessionSpans;
  loneCharacter: LoneCharacter;
  isMac: boolean;
};

const contextKey = Symbol('page');

export function composePage(host: Host, isMac: boolean): Page {
  const clock = new Clock(host.now);
  const appState = new AppState(host);
  const list = new RoleList(appState);
  const toasts = new Toasts(host.now);
  const clipboard = new Clipboard(appState, toasts);
  const navigation = new Navigation();
  const roleActions = new RoleActions(appState, list, navigation, toasts, clipboard);
  const actions = new AppActions(appState, list, navigation, toasts, clipboard, roleActions);
  const shownNotices = new ShownNotices(appState, clock, list, navigation, actions.dismissedNotices);
  const labelActions = new LabelActions(appState, list, toasts);
  const accountActions = new AccountActions(appState, list, navigation, toasts, clipboard);
  const roleSessionSpans = new RoleSessionSpans(appState);
  return {
    host,
    clock,
    appState,
    list,
    navigation,
    toasts,
    clipboard,
    shownNotices,
    actions,
    roleActions,
    labelActions,
    accountActions,
    roleForm: new RoleForm(appState, list, navigation, toasts),
    consoleSignIn: new ConsoleSignIn(appState, toasts),
    mfaCodes: new MfaCodes(appState),
    roleSessionSpans,
    loneCharacter: new LoneCharacter(),
    isMac,
  };
}

/** Restores the saved view, then follows the host until the returned function is called. */
export async function openPage({ host, actions, appState, clipboard, list, navigation }: Page): Promise<() => void> {
  const result = await appState.call((host) => host.savedView());
  const saved = result.status === 'ok' ? parseSavedView(result.data) : null;
  if (saved !== null) {
    navigation.view = saved.view;
    navigation.setDetailsOverride(saved.details);
    list.restore(saved);
    saved.dismissedNotices.forEach((key) => actions.dismissedNotices.dismissUntilQuit(key));
  }
  void clipboard.restore();
  const unsubscribes = await Promise.all([
    host.onSnapshot(({ portals }) => actions.followSignIns(portals)),
    host.onViewRequested((view) => navigation.goTo(view === 'roles' ? 'list' : view)),
    appState.subscribe(),
  ]);
  return () => unsubscribes.forEach((unsubscribe) => unsubscribe());
}

/** Returns what the window shows, as text for `saveView`. */
export function currentView({ actions, list, navigation }: Page): string {
  return serializeSavedView({
    view: navigation.view,
    listFilter: list.listFilter,
    query: list.query,
    accountFilters: list.accountFilters,
    selected: list.selectedKey,
    scrollTop: list.scrollTop,
    details: navigation.detailsOverride,
    dismissedNotices: actions.dismissedNotices.untilQuit,
  });
}

/** Has the shell hold the text until the next window opens. */
export async function saveView({ appState }: Page, text: string): Promise<void> {
  await appState.call((host) => host.saveView(text));
}

export const providePage = (page: Page): Page => setContext(contextKey, page);
export const usePage = (): Page => getContext<Page>(contextKey);
