// What a key press does in the window.
import { commandFor, isTypeAheadKey, type KeyCommand, type KeyContext, keyContext } from './keyboard';
import { isRole } from './list_rows';
import type { Page } from './page.svelte';

export function handleKeyDown(page: Page, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || page.navigation.overlay !== null) return;
  const context = keyContext(event.target instanceof Element ? event.target : null);
  if (context === null) return;
  if (handleTypeAhead(page, context, event)) return;
  const command = commandFor(event, context, page.isMac);
  if (command === null || !isApplicable(page, command, event)) return;
  event.preventDefault();
  runCommand(page, command, context);
}

/** Characters continue a type-ahead that has begun, and start one if they are no shortcut. */
function handleTypeAhead(page: Page, context: KeyContext, event: KeyboardEvent): boolean {
  const { list, clock, navigation, isMac } = page;
  if (context !== 'list' || navigation.view !== 'list' || !isTypeAheadKey(event)) return false;
  const now = clock.read();
  if (!list.isTypingAhead(now) && commandFor(event, context, isMac) !== null) return false;
  list.typeAhead(event.key, now);
  navigation.focusList();
  event.preventDefault();
  return true;
}

/** List commands need the list to be shown; Ctrl+C copies selected text if there is any. */
function isApplicable({ navigation, list }: Page, command: KeyCommand, event: KeyboardEvent): boolean {
  const general: KeyCommand[] = ['settings', 'keyboardShortcuts', 'back', 'search', 'refresh', 'quit', 'undo'];
  if (!general.includes(command) && (navigation.view !== 'list' || list.rows.length === 0)) return false;
  if (command !== 'copy' || event.key !== 'c' || !(event.ctrlKey || event.metaKey)) return true;
  const field = event.target instanceof HTMLInputElement ? event.target : null;
  const hasSelectedText =
    field === null ? (document.getSelection()?.toString() ?? '') !== '' : field.selectionStart !== field.selectionEnd;
  return !hasSelectedText;
}

function runCommand(page: Page, command: KeyCommand, context: KeyContext): void {
  const { actions, list, roleActions, navigation, toasts } = page;
  const row = list.selected;
  const several = list.multiSelected;
  switch (command) {
    case 'search':
      navigation.goTo('list');
      return navigation.focusSearch();
    case 'settings':
      return navigation.goTo('settings');
    case 'keyboardShortcuts':
      return navigation.openOverlay({ kind: 'keyboardShortcuts' });
    case 'back':
      return goBack(page);
    case 'refresh':
      return void actions.refresh();
    case 'details':
      return navigation.toggleDetails(list.query.trim() !== '');
    case 'up':
      if (context === 'list' && isAtTop(page)) return navigation.focusSearch();
      list.moveSelection(-1);
      return navigation.focusList();
    case 'down':
      list.moveSelection(1);
      return navigation.focusList();
    case 'pageUp':
      list.moveSelection(-navigation.visibleRowCount());
      return navigation.focusList();
    case 'pageDown':
      list.moveSelection(navigation.visibleRowCount());
      return navigation.focusList();
    case 'first':
      list.selectFirst();
      return navigation.focusList();
    case 'last':
      list.selectLast();
      return navigation.focusList();
    case 'openConsole':
      if (row !== null) void roleActions.openConsole(row);
      return;
    case 'chooseDestination':
      if (row !== null) navigation.openOverlay({ kind: 'destination', row });
      return;
    case 'startStop':
      if (several.length > 0) void roleActions.startOrStopSeveral(several);
      else if (row !== null) void roleActions.startOrStop(row);
      return;
    case 'copy':
      if (row !== null) navigation.openOverlay({ kind: 'copyMenu', row, anchor: activeRowElement() });
      return;
    case 'favourite':
      if (several.length > 0) void roleActions.toggleFavourites(several);
      else if (row !== null) void roleActions.toggleFavourite(row);
      return;
    case 'makeDefault':
      if (row !== null) void roleActions.toggleDefault(row);
      return;
    case 'menu': {
      const rows = several.length > 0 ? several : row === null ? [] : [row];
      if (rows.length > 0) navigation.openOverlay({ kind: 'roleMenu', rows, anchor: activeRowElement() });
      return;
    }
    case 'extendUp':
      list.extendSelection(-1);
      return navigation.focusList();
    case 'extendDown':
      list.extendSelection(1);
      return navigation.focusList();
    case 'toggleSelect':
      if (row !== null) list.toggleMultiSelect(row);
      return;
    case 'undo':
      return void toasts.undoLast();
    case 'quit':
      return actions.quit();
  }
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
