// Which sign-ins are under way and which of them began in this window, so that their end can be shown.
import type { Portal } from '../ipc/types';
import { isSigningIn } from './portal_status';

export type SignInEnd = { portal: string; expiresAt: number | null; beganHere: boolean };

export class SignIns {
  #waiting = new Set<string>();
  /** The sign-ins that this window began, and how often each may still end to begin with another method. */
  #began = new Map<string, number>();

  /** This window begins a sign-in; `replacing` one that it cancels. */
  begin(portal: string, replacing = false): void {
    this.#began.set(portal, replacing ? 1 : 0);
  }

  beganHere(portal: string): boolean {
    return this.#began.has(portal);
  }

  /** Compares the portals with what they were before. Returns the sign-ins that succeeded since. */
  follow(portals: readonly Portal[]): SignInEnd[] {
    const ended: SignInEnd[] = [];
    for (const portal of portals) {
      const { name, signIn } = portal;
      if (isSigningIn(portal)) this.#waiting.add(name);
      else if (this.#waiting.delete(name)) {
        if (signIn.state === 'signedIn') {
          const expiresAt = signIn.expiresAt === null ? null : Date.parse(signIn.expiresAt);
          ended.push({ portal: name, expiresAt, beganHere: this.beganHere(name) });
        }
        this.#end(name, signIn.state === 'signedIn');
      }
    }
    return ended;
  }

  #end(portal: string, succeeded: boolean): void {
    const replacements = this.#began.get(portal) ?? 0;
    if (succeeded || replacements === 0) this.#began.delete(portal);
    else this.#began.set(portal, replacements - 1);
  }
}
