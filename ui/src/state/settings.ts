// What is typed in the settings, made fit to be kept. Pure.
const LEAST_SECONDS = 5;
const MOST_SECONDS = 300;

/** Seconds within the limits; what was set before when it is no number. */
export function secondsOf(text: string, before: number): number {
  const seconds = Math.round(Number(text));
  if (text.trim() === '' || !Number.isFinite(seconds)) return before;
  return Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, seconds));
}

/** One pattern a line, without blanks around and empty lines. */
export function patternsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
