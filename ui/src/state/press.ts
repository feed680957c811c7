// What a press of a key does to the page.
import { commandOf, isLetter, type KeyCommand, type KeyPlace, placeOf } from './keys';
import type { Page } from './page.svelte';

export function pressed(page: Page, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || page.stage.overlay !== null) return;
  const place = placeOf(event.target instanceof Element ? event.target : null);
  if (place === null) return;
  if (takesLetter(page, place, event)) return;
  const command = commandOf(event, place, page.mac);
  if (command === null || !isMeant(page, command, event)) return;
  event.preventDefault();
  act(page, command, place);
}

/** Letters go to a name once a word is begun, and when they stand for nothing else. */
function takesLetter({ list, clock, stage, mac }: Page, place: KeyPlace, event: KeyboardEvent): boolean {
  if (place !== 'list' || stage.place !== 'list' || !isLetter(event)) return false;
  const now = clock.read();
  if (!list.isTyping(now) && commandOf(event, place, mac) !== null) return false;
  list.typeAhead(event.key, now);
  stage.toList();
  event.preventDefault();
  return true;
}

/** Commands about the list need the list; copying by Ctrl+C leaves selected text alone. */
function isMeant({ stage, list }: Page, command: KeyCommand, event: KeyboardEvent): boolean {
  const general: KeyCommand[] = ['settings', 'keys', 'back', 'search', 'refresh', 'quit', 'undo'];
  if (!general.includes(command) && (stage.place !== 'list' || list.lines.length === 0)) return false;
  if (command !== 'copy' || event.key !== 'c' || !(event.ctrlKey || event.metaKey)) return true;
  const field = event.target instanceof HTMLInputElement ? event.target : null;
  const marked =
    field === null ? (document.getSelection()?.toString() ?? '') !== '' : field.selectionStart !== field.selectionEnd;
  return !marked;
}

function act(page: Page, command: KeyCommand, place: KeyPlace): void {
  const { deeds, list, roles, stage, toasts } = page;
  const row = list.selected;
  const several = list.several;
  switch (command) {
    case 'search':
      stage.go('list');
      return stage.toSearch();
    case 'settings':
      return stage.go('settings');
    case 'keys':
      return stage.open({ kind: 'keys' });
    case 'back':
      return back(page);
    case 'refresh':
      return void deeds.refresh();
    case 'details':
      return stage.toggleDetails(list.query.trim() !== '');
    case 'up':
      if (place === 'list' && isAtTop(page)) return stage.toSearch();
      list.move(-1);
      return stage.toList();
    case 'down':
      list.move(1);
      return stage.toList();
    case 'pageUp':
      list.move(-stage.rowsInView());
      return stage.toList();
    case 'pageDown':
      list.move(stage.rowsInView());
      return stage.toList();
    case 'first':
      list.first();
      return stage.toList();
    case 'last':
      list.last();
      return stage.toList();
    case 'openConsole':
      if (row !== null) void roles.openConsole(row);
      return;
    case 'chooseDestination':
      if (row !== null) stage.open({ kind: 'destination', row });
      return;
    case 'startStop':
      if (several.length > 0) void roles.startOrStopSeveral(several);
      else if (row !== null) void roles.startOrStop(row);
      return;
    case 'copy':
      if (row !== null) stage.open({ kind: 'copy', row, anchor: activeRow() });
      return;
    case 'favourite':
      if (several.length > 0) void roles.toggleFavourites(several);
      else if (row !== null) void roles.toggleFavourite(row);
      return;
    case 'makeDefault':
      if (row !== null) void roles.toggleDefault(row);
      return;
    case 'menu':
      if (row !== null) stage.open({ kind: 'menu', rows: several.length > 0 ? several : [row], anchor: activeRow() });
      return;
    case 'moreUp':
      list.extend(-1);
      return stage.toList();
    case 'moreDown':
      list.extend(1);
      return stage.toList();
    case 'mark':
      if (row !== null) list.mark(row);
      return;
    case 'undo':
      return void toasts.undoLast();
    case 'quit':
      return deeds.quit();
  }
}

function isAtTop({ list }: Page): boolean {
  return list.selectedAt === list.lines.findIndex((line) => line >= 0);
}

function activeRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role="row"].active');
}

/** Leaves the view, or clears what narrows the list, the latest first. */
function back({ list, stage }: Page): void {
  if (stage.place !== 'list') return stage.go('list');
  if (list.several.length > 0) return list.unmark();
  if (list.query !== '') {
    list.search('');
    return stage.toSearch();
  }
  if (!stage.wide && stage.detailsShown(false)) return stage.toggleDetails(false);
  if (list.filters.environment !== null || list.filters.portal !== null) return list.clear();
  if (list.room !== 'all') list.show('all');
  stage.toSearch();
}
