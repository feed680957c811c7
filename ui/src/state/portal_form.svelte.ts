// The form that connects a portal: reads the address while it is typed, and knows what is still missing.
import type { NewPortal, ProblemView, SignInMethodView, StartUrlView } from '../ipc/bindings';
import { words } from '../words';
import type { Deeds } from './deeds.svelte';
import type { Desk } from './desk.svelte';

const READ_PAUSE = 180;

export class PortalForm {
  address = $state('');
  endpoint = $state('');
  read = $state.raw<StartUrlView | null>(null);
  problem = $state.raw<ProblemView | null>(null);
  /** Whether the person tried to go on, so that what is missing is said. */
  tried = $state(false);
  busy = $state(false);
  #ownRegion = $state<string | null>(null);
  #ownName = $state<string | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly region = $derived(this.#ownRegion ?? this.read?.region ?? '');
  readonly name = $derived(this.#ownName ?? this.read?.suggestedName ?? '');
  readonly regionFound = $derived(this.#ownRegion === null && this.read?.region != null);
  readonly nameTaken = $derived.by(
    () => this.desk.snapshot?.portals.some((portal) => portal.name === this.name.trim()) ?? false,
  );
  readonly understood = $derived(this.read === null || this.read.startUrl !== null);
  readonly missing = $derived.by(() => {
    if (this.address.trim() === '' || !this.understood) return words.connect.missing.address;
    if (this.region === '') return words.connect.missing.region;
    if (this.name.trim() === '') return words.connect.missing.name;
    return this.nameTaken ? words.connect.nameTaken(this.name.trim()) : null;
  });

  constructor(
    private readonly desk: Desk,
    private readonly deeds: Deeds,
  ) {}

  type(address: string): void {
    this.address = address;
    this.problem = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#readAddress(), READ_PAUSE);
  }

  chooseRegion(region: string): void {
    this.#ownRegion = region;
  }

  typeName(name: string): void {
    this.#ownName = name;
  }

  /** Whether the portal was added and the sign-in begun. */
  async submit(method: SignInMethodView): Promise<boolean> {
    this.tried = true;
    clearTimeout(this.#timer);
    await this.#readAddress();
    if (this.missing !== null || this.busy) return false;
    this.busy = true;
    this.problem = await this.deeds.addPortal(this.#filled(), method);
    this.busy = false;
    return this.problem === null;
  }

  #filled(): NewPortal {
    const endpoint = this.endpoint.trim();
    return {
      name: this.name.trim(),
      startUrl: this.read?.startUrl ?? this.address.trim(),
      region: this.region,
      endpointUrl: endpoint === '' ? null : endpoint,
    };
  }

  async #readAddress(): Promise<void> {
    const text = this.address.trim();
    if (text === '') {
      this.read = null;
      return;
    }
    const read = await this.desk.ask(() => this.desk.host.readStartUrl(text));
    if (read !== undefined && text === this.address.trim()) this.read = read;
  }
}
