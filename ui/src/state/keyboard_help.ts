// What the dialog with the keyboard shortcuts lists: the name of each command and its chords. Pure.
export const shortcutGroups = {
  move: [
    ['search', ['/', 'Mod+f', 'Mod+k']],
    ['move', ['ArrowUp', 'ArrowDown']],
    ['page', ['PageUp', 'PageDown']],
    ['ends', ['Home', 'End']],
    ['extend', ['Shift+ArrowUp', 'Shift+ArrowDown']],
    ['toggleSelect', ['Mod+ ']],
    ['selectAll', ['Mod+a']],
  ],
  role: [
    ['openConsole', ['Enter']],
    ['chooseDestination', ['Shift+Enter']],
    ['startStop', [' ', 'Mod+Enter']],
    ['stop', ['Delete']],
    ['copy', ['c', 'Mod+c']],
    ['favourite', ['f', 'Mod+.']],
    ['makeDefault', ['d', 'Mod+d']],
    ['menu', ['Shift+F10']],
  ],
  window: [
    ['views', ['Mod+1', 'Mod+6']],
    ['details', ['i']],
    ['refresh', ['r', 'F5']],
    ['stopAll', ['Shift+Delete']],
    ['undo', ['Mod+z']],
    ['defineRole', ['Mod+n']],
    ['settings', ['Mod+,']],
    ['keyboardShortcuts', ['F1', 'Mod+/', '?']],
    ['back', ['Escape']],
    ['closeWindow', ['Mod+w']],
    ['quit', ['Mod+q']],
  ],
  history: [
    ['days', ['ArrowLeft', 'ArrowRight']],
    ['today', ['t']],
    ['onlyRole', ['Enter']],
  ],
} as const;

/** Commands whose chords are the first and the last of a range. */
export const chordRanges: readonly string[] = ['views'];
