// The secret in the clipboard. It outlives the page, as in the shell, which holds it while no window is open.
import type { CopyReceipt } from '../types';

const KEY = 'fake clipboard';

/** Records what was copied last; null for something that is no secret, or nothing. */
export function noteCopied(receipt: CopyReceipt | null): void {
  if (receipt === null || receipt.clearsInSeconds === null) return sessionStorage.removeItem(KEY);
  const clearsAt = Date.now() + receipt.clearsInSeconds * 1000;
  sessionStorage.setItem(KEY, JSON.stringify({ what: receipt.what, clearsAt }));
}

/** The receipt of the secret, with the time that it still stays. */
export function copiedSecret(): CopyReceipt | null {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return null;
  const { what, clearsAt } = JSON.parse(text) as { what: string; clearsAt: number };
  const seconds = Math.ceil((clearsAt - Date.now()) / 1000);
  return seconds > 0 ? { what, clearsInSeconds: seconds } : null;
}
