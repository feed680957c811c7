// What a character typed outside of a text field does: it begins a search, unless it is a character that stands alone.
import { commandFor, isModifier, isText, type KeyCommand, type KeyContext, keyContext } from './keyboard';
import { isApplicable, runCommand } from './keyboard_actions';
import type { TakeBack } from './lone_character';
import type { Page } from './page.svelte';

/** Commands that need not wait for the end of a word: they can be taken back, or no word begins with their key. */
const prompt: readonly KeyCommand[] = ['copy', 'details', 'favourite', 'enterList', 'startStop'];
/** Characters that are commands at once, because no name begins with them. */
const immediate: readonly KeyCommand[] = ['search', 'keyboardShortcuts'];

/** Handles a press before anything else does, so that a word continues past a menu that its first character opened. */
export function handleTyping(page: Page, event: KeyboardEvent): void {
  const { loneCharacter } = page;
  if (event.isComposing || isModifier(event)) return;
  const context = keyContext(event.target instanceof Element ? event.target : null);
  const isElsewhere = context === 'search' || context === 'field' || (context === null && !isCopyMenuOpen(page));
  if (isElsewhere) return loneCharacter.forget();
  if (!isText(event)) return handleNamedKey(page, event);
  const isAgain = loneCharacter.hasActed(event.key);
  // The menu that the character opened has the keys now.
  if (isAgain && context === null) return loneCharacter.forget();
  if (loneCharacter.isOpen && !isAgain) {
    event.preventDefault();
    event.stopPropagation();
    // A key that is held down writes no word.
    if (!event.repeat) typeIntoSearch(page, loneCharacter.takeAsText() + event.key);
    return;
  }
  if (context !== null && begin(page, context, event)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

/** What ends the typing of a word. */
function handleNamedKey(page: Page, event: KeyboardEvent): void {
  const { loneCharacter } = page;
  if (['Escape', 'Backspace', 'Delete'].includes(event.key)) return loneCharacter.forget();
  if (event.key !== 'Enter' || !loneCharacter.isWaiting) return loneCharacter.settle();
  typeIntoSearch(page, loneCharacter.takeAsText());
  event.preventDefault();
  event.stopPropagation();
}

/** Handles the first character of what may become a word. Returns whether it was handled. */
function begin(page: Page, context: KeyContext, event: KeyboardEvent): boolean {
  const { appState, isMac, list, loneCharacter, navigation } = page;
  const hasSearch = navigation.view === 'list' && appState.hasSources;
  if (navigation.overlay !== null || !hasSearch || (event.key === ' ' && context !== 'list')) return false;
  const command = commandFor(event, context, isMac);
  if (command !== null && immediate.includes(command)) return false;
  if (event.repeat && command !== null) return true;
  if (command === null || !isApplicable(page, command, event)) {
    if (event.key === ' ') return false;
    typeIntoSearch(page, event.key);
    return true;
  }
  const selected = list.selected?.key;
  loneCharacter.press(event.key, prompt.includes(command), () => {
    const isStale = navigation.overlay !== null || navigation.view !== 'list' || list.selected?.key !== selected;
    return isStale ? null : run(page, command, context);
  });
  return true;
}

/** Runs the command of a character that stands alone. */
function run(page: Page, command: KeyCommand, context: KeyContext): TakeBack {
  const { list, navigation, roleActions } = page;
  const rows = list.multiSelected.length > 0 ? list.multiSelected : list.selected === null ? [] : [list.selected];
  const [row] = rows;
  const wasFavourite = row !== undefined && list.isFavourite(row);
  const wasShown = navigation.detailsShown(list.query.trim() !== '');
  runCommand(page, command, context);
  switch (command) {
    case 'copy':
      return () => isCopyMenuOpen(page) && navigation.closeOverlay();
    case 'favourite':
      if (rows.length !== 1 || row === undefined || list.isFavourite(row) === wasFavourite) return null;
      return () => void roleActions.toggleFavourite(row);
    case 'details':
      return () => {
        const searching = list.query.trim() !== '';
        if (navigation.detailsShown(searching) !== wasShown) navigation.toggleDetails(searching);
      };
    case 'enterList':
      return () => undefined;
    default:
      return null;
  }
}

function isCopyMenuOpen({ navigation }: Page): boolean {
  return navigation.overlay?.kind === 'copyMenu';
}

function typeIntoSearch({ list, navigation }: Page, text: string): void {
  list.search(text);
  navigation.focusSearch('end');
}
