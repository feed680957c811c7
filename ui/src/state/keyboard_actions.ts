// What a key press does in the window.
import { commandFor, isText, type KeyCommand, type KeyContext, keyContext } from './keyboard';
import { isRole } from './list_rows';
import type { Page } from './page.svelte';
import { namesRole } from './pasted_role';

/** Commands that act on what is selected, which must be in view. */
const onSelection: readonly KeyCommand[] = [
  'openConsole',
  'chooseDestination',
  'startStop',
  'stop',
  'copy',
  'favourite',
  'makeDefault',
  'menu',
];
const inListOnly: readonly KeyCommand[] = [
  ...onSelection,
  'details',
  'extendUp',
  'extendDown',
  'toggleSelect',
  'selectAll',
  'enterList',
  'up',
  'down',
  'pageUp',
  'pageDown',
  'first',
  'last',
];
/** Commands that a key may repeat while it is held down. */
const repeatable: readonly KeyCommand[] = ['up', 'down', 'pageUp', 'pageDown', 'extendUp', 'extendDown'];
/** Characters that are commands in every view; the others are for the list (`handleTyping`). */
const characters: readonly KeyCommand[] = ['search', 'keyboardShortcuts'];

export function handleKeyDown(page: Page, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  // Whatever it shows, a window can be closed.
  const closesWindow = commandFor(event, 'control', page.isMac) === 'closeWindow';
  const hasDialog = page.navigation.overlay !== null || page.mfaCodes.question !== null;
  if (hasDialog && !closesWindow) return;
  const context = closesWindow ? 'control' : keyContext(event.target instanceof Element ? event.target : null);
  if (context === null) return;
  const command = commandFor(event, context, page.isMac);
  if (command === null || !isApplicable(page, command, event)) return;
  if (isText(event) && !characters.includes(command)) return;
  event.preventDefault();
  if (event.repeat && !repeatable.includes(command)) return;
  runCommand(page, command, context);
}

/** Whether a command makes sense now. Keys that copy and cut leave selected text to the browser. */
export function isApplicable({ navigation, list }: Page, command: KeyCommand, event: KeyboardEvent): boolean {
  const isForList = list.rows.length > 0 || (command === 'openConsole' && namesRole(list.query));
  if (inListOnly.includes(command) && (navigation.view !== 'list' || !isForList)) return false;
  if (command === 'stopAll' && list.roleSessions.size === 0) return false;
  const isClipboardKey = (command === 'copy' && !isText(event)) || command === 'stopAll';
  if (!isClipboardKey) return true;
  const field = event.target instanceof HTMLInputElement ? event.target : null;
  const hasSelectedText =
    field === null ? (document.getSelection()?.toString() ?? '') !== '' : field.selectionStart !== field.selectionEnd;
  return !hasSelectedText;
}

export function runCommand(page: Page, command: KeyCommand, context: KeyContext): void {
  const { navigation } = page;
  if (onSelection.includes(command)) {
    // The user sees first what would have been acted on.
    if (!navigation.revealSelection()) return context === 'search' ? undefined : navigation.focusList();
    return runOnSelection(page, command);
  }
  if (inListOnly.includes(command)) return runInList(page, command);
  runInWindow(page, command);
}

function runOnSelection({ list, navigation, roleActions, roleForm }: Page, command: KeyCommand): void {
  const row = list.selected;
  if (row === null) {
    // A pasted ARN or link matches nothing: it becomes a role.
    if (command === 'openConsole' && namesRole(list.query)) roleForm.openNewFor(list.query);
    return;
  }
  list.keepSelected();
  const several = list.multiSelected;
  switch (command) {
    case 'openConsole':
      return void roleActions.openConsole(row);
    case 'chooseDestination':
      return navigation.openOverlay({ kind: 'destination', row });
    case 'startStop':
      return void (several.length > 0 ? roleActions.startOrStopSeveral(several) : roleActions.startOrStop(row));
    case 'stop': {
      const active = (several.length > 0 ? several : [row]).filter((each) => roleActions.isActive(each));
      const [only] = active;
      if (active.length > 1) return void roleActions.startOrStopSeveral(active);
      return only === undefined ? undefined : void roleActions.stop(only);
    }
    case 'copy':
      return navigation.openOverlay({ kind: 'copyMenu', row, anchor: activeRowElement() });
    case 'favourite':
      return void (several.length > 0 ? roleActions.toggleFavourites(several) : roleActions.toggleFavourite(row));
    case 'makeDefault':
      return void roleActions.toggleDefault(row);
    case 'menu':
      return navigation.openOverlay({
        kind: 'roleMenu',
        rows: several.length > 0 ? several : [row],
        anchor: activeRowElement(),
      });
  }
}

function runInList(page: Page, command: KeyCommand): void {
  const { list, navigation } = page;
  switch (command) {
    case 'details':
      return navigation.toggleDetails(list.query.trim() !== '');
    case 'toggleSelect':
      if (list.selected !== null) list.toggleMultiSelect(list.selected);
      return;
    case 'up':
      if (isAtTop(page)) return navigation.focusSearch();
      list.moveSelection(-1);
      break;
    case 'down':
      list.moveSelection(1);
      break;
    case 'pageUp':
      list.moveSelection(-navigation.visibleRowCount());
      break;
    case 'pageDown':
      list.moveSelection(navigation.visibleRowCount());
      break;
    case 'first':
      list.selectFirst();
      break;
    case 'last':
      list.selectLast();
      break;
    case 'extendUp':
      list.extendSelection(-1);
      break;
    case 'extendDown':
      list.extendSelection(1);
      break;
    case 'selectAll':
      list.selectAll();
      break;
    case 'enterList':
      list.keepSelected();
      navigation.revealSelection();
      break;
  }
  navigation.focusList();
}

function runInWindow(page: Page, command: KeyCommand): void {
  const { actions, list, navigation, roleActions, roleForm, toasts } = page;
  switch (command) {
    case 'search':
      navigation.goTo('list');
      return navigation.focusSearch();
    case 'find':
      return find(page);
    case 'all':
    case 'active':
    case 'favourites':
    case 'recent':
      list.setListFilter(command);
      navigation.goTo('list');
      return navigation.focusList();
    case 'history':
    case 'settings':
      return navigation.goTo(command);
    case 'defineRole':
      return roleForm.openNew();
    case 'keyboardShortcuts':
      return navigation.openOverlay({ kind: 'keyboardShortcuts' });
    case 'back':
      return goBack(page);
    case 'refresh':
      return void actions.refresh();
    case 'stopAll':
      return roleActions.stopAll();
    case 'undo':
      return void toasts.undoLast();
    case 'closeWindow':
      return actions.closeWindow();
    case 'quit':
      return actions.quit();
  }
}

/** Focuses the search of this view; that of the list if it has none. */
function find({ navigation }: Page): void {
  const search = document.querySelector<HTMLInputElement>('main input[role="searchbox"]');
  if (navigation.view === 'list' || search === null) {
    navigation.goTo('list');
    return navigation.focusSearch();
  }
  search.focus();
  search.select();
}

function isAtTop({ list }: Page): boolean {
  return list.selectedIndex === list.rows.findIndex(isRole);
}

function activeRowElement(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role="row"].active');
}

/** Leaves the view, or undoes what narrows the list, the latest first. */
function goBack({ list, navigation }: Page): void {
  if (navigation.view !== 'list') return navigation.goTo('list');
  if (list.multiSelected.length > 0) return list.clearMultiSelection();
  if (list.query !== '') {
    list.search('');
    return navigation.focusSearch();
  }
  if (!navigation.isWide && navigation.detailsShown(false)) return navigation.toggleDetails(false);
  if (list.accountFilters.environment !== null || list.accountFilters.portal !== null) return list.clearFilters();
  if (list.listFilter !== 'all') list.setListFilter('all');
  navigation.focusSearch();
}
