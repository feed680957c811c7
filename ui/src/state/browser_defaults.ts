// What a browser does automatically and a window of a program does not: its own context menu, and copying ids as they are spaced.

/** Whether an element takes text: there the context menu has Cut, Copy and Paste. */
const takesText = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea') !== null;

/** The text with each account id as its 12 digits: they are shown as `1112 2223 3334`. */
export function withPlainIds(text: string): string {
  return text.replace(/(?<!\d[ \u00a0]?)(\d{4})[ \u00a0](\d{4})[ \u00a0](\d{4})(?![ \u00a0]?\d)/g, '$1$2$3');
}

/** Replaces the browser's defaults until the returned function is called. */
export function replaceBrowserDefaults(document: Document): () => void {
  const preventMenu = (event: Event) => {
    if (!takesText(event.target)) event.preventDefault();
  };
  const copyPlainIds = (event: ClipboardEvent) => {
    if (event.defaultPrevented || takesText(event.target)) return;
    const text = document.getSelection()?.toString() ?? '';
    const plain = withPlainIds(text);
    if (plain === text) return;
    event.clipboardData?.setData('text/plain', plain);
    event.preventDefault();
  };
  document.addEventListener('contextmenu', preventMenu);
  document.addEventListener('copy', copyPlainIds);
  return () => {
    document.removeEventListener('contextmenu', preventMenu);
    document.removeEventListener('copy', copyPlainIds);
  };
}
