// A character typed while a row has the focus: a command if it stands alone, the beginning of a search if more follow.
//
// People type a character every 240 ms on average, and many every 300. So a command that can be taken back acts after the
// average, and one that cannot waits until hardly anyone would still be typing the same word. Until then, a character that
// follows takes the command back and both become text.

/** After this time a character stands alone as far as can be told, in milliseconds. */
export const LONE_AFTER = 240;
/** After this time a character belongs to no word, in milliseconds. */
export const WORD_ENDS_AFTER = 550;

/** Undoes what a command did; null if that is not possible. */
export type TakeBack = (() => void) | null;

type State =
  | { kind: 'none' }
  | { kind: 'waiting'; text: string; act: () => TakeBack; before: TakeBack; timer: ReturnType<typeof setTimeout> }
  | { kind: 'acted'; text: string; takeBack: () => void; timer: ReturnType<typeof setTimeout> };

export class LoneCharacter {
  #state: State = { kind: 'none' };

  /** Whether a character typed now continues a word. */
  get isOpen(): boolean {
    return this.#state.kind !== 'none';
  }

  /** Whether the character's command has not run yet. */
  get isWaiting(): boolean {
    return this.#state.kind === 'waiting';
  }

  /** Whether the character's command has run and could be wanted again: to hide what it showed, for example. */
  hasActed(character: string): boolean {
    return this.#state.kind === 'acted' && this.#state.text.endsWith(character);
  }

  /** Runs the command of a character once it stands alone; `isPrompt` says that it need not wait for the end of a word. */
  press(character: string, isPrompt: boolean, act: () => TakeBack): void {
    const previous = this.#state.kind === 'acted' ? this.#state : null;
    this.forget();
    const timer = setTimeout(() => this.#act(), isPrompt ? LONE_AFTER : WORD_ENDS_AFTER);
    const text = (previous?.text ?? '') + character;
    this.#state = { kind: 'waiting', text, act, before: previous?.takeBack ?? null, timer };
  }

  /** Returns the character as the beginning of a text, and takes back what its command did. */
  takeAsText(): string {
    const state = this.#state;
    this.forget();
    if (state.kind === 'none') return '';
    if (state.kind === 'acted') state.takeBack();
    else state.before?.();
    return state.text;
  }

  /** Runs a waiting command now: what was pressed next is no text. */
  settle(): void {
    if (this.#state.kind === 'waiting') this.#act();
    this.forget();
  }

  /** Drops a waiting command; one that acted stays. */
  forget(): void {
    if (this.#state.kind !== 'none') clearTimeout(this.#state.timer);
    this.#state = { kind: 'none' };
  }

  #act(): void {
    if (this.#state.kind !== 'waiting') return;
    const { text, act, before, timer } = this.#state;
    clearTimeout(timer);
    this.#state = { kind: 'none' };
    const undo = act();
    if (undo === null) return;
    const takeBack = () => {
      undo();
      before?.();
    };
    const end = setTimeout(() => this.forget(), WORD_ENDS_AFTER - LONE_AFTER);
    this.#state = { kind: 'acted', text, takeBack, timer: end };
  }
}
