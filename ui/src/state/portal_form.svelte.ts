// The form that connects a portal: parses the address while it is typed, and knows what is missing.
import type { NewPortal, ParsedStartUrl, Problem, SignInMethod } from '../ipc/types';
import { words } from '../words';
import type { AppActions } from './app_actions.svelte';
import type { AppState } from './app_state.svelte';

/** How long after the last key press the address is parsed, in milliseconds. */
const PARSE_DELAY = 180;

export class PortalForm {
  address = $state('');
  endpoint = $state('');
  parsed = $state.raw<ParsedStartUrl | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Whether the user has submitted the form once, so that it shows what is missing. */
  wasSubmitted = $state(false);
  isBusy = $state(false);
  #regionOverride = $state<string | null>(null);
  #nameOverride = $state<string | null>(null);
  /** The focused field and the value it showed when it got the focus: a late suggestion must not change it. */
  #focused = $state.raw<{ field: 'region' | 'name'; value: string } | null>(null);
  #parseTimer: ReturnType<typeof setTimeout> | undefined;

  readonly region = $derived(this.#regionOverride ?? this.#focusedValue('region') ?? this.parsed?.region ?? '');
  readonly name = $derived(this.#nameOverride ?? this.#focusedValue('name') ?? this.parsed?.suggestedName ?? '');
  readonly isRegionDetected = $derived(
    this.#regionOverride === null && this.#focused?.field !== 'region' && this.parsed?.region != null,
  );
  readonly isNameTaken = $derived.by(
    () => this.appState.snapshot?.portals.some((portal) => portal.name === this.name.trim()) ?? false,
  );
  readonly isAddressValid = $derived(this.parsed === null || this.parsed.startUrl !== null);
  /** What must be filled in or changed first, in words; null if the form is complete. */
  readonly missing = $derived.by(() => {
    if (this.address.trim() === '' || !this.isAddressValid) return words.connect.missing.address;
    if (this.region === '' && this.parsed?.mayLeadToRegion !== true) return words.connect.missing.region;
    if (this.name.trim() === '') return words.connect.missing.name;
    return this.isNameTaken ? words.connect.nameTaken(this.name.trim()) : null;
  });

  constructor(
    private readonly appState: AppState,
    private readonly actions: AppActions,
  ) {}

  setAddress(address: string): void {
    this.address = address;
    this.problem = null;
    clearTimeout(this.#parseTimer);
    this.#parseTimer = setTimeout(() => void this.#parseAddress(), PARSE_DELAY);
  }

  /** Sets the region, by which an id or an alias is completed to an address. */
  setRegion(region: string): void {
    this.#regionOverride = region;
    void this.#parseAddress();
  }

  setName(name: string): void {
    this.#nameOverride = name;
  }

  /** Keeps the value that a field shows while it has the focus. */
  onFieldFocus(field: 'region' | 'name'): void {
    this.#focused = { field, value: this[field] };
  }

  /** Lets suggestions fill the field again if the user entered nothing. */
  onFieldBlur(): void {
    this.#focused = null;
  }

  /** Adds the portal and starts a sign-in. Returns whether it was added. */
  async submit(method: SignInMethod): Promise<boolean> {
    this.onFieldBlur();
    this.wasSubmitted = true;
    clearTimeout(this.#parseTimer);
    await this.#parseAddress();
    if (this.missing !== null || this.isBusy) return false;
    this.isBusy = true;
    this.problem = await this.actions.addPortal(this.#newPortal(), method);
    this.isBusy = false;
    return this.problem === null;
  }

  #focusedValue(field: 'region' | 'name'): string | null {
    return this.#focused?.field === field ? this.#focused.value : null;
  }

  #newPortal(): NewPortal {
    const endpoint = this.endpoint.trim();
    return {
      name: this.name.trim(),
      startUrl: this.address.trim(),
      region: this.region,
      endpointUrl: endpoint === '' ? null : endpoint,
    };
  }

  async #parseAddress(): Promise<void> {
    const text = this.address.trim();
    if (text === '') {
      this.parsed = null;
      return;
    }
    const region = this.#regionOverride ?? '';
    const parsed = await this.appState.request((host) => host.parseStartUrl(text, region));
    const isCurrent = text === this.address.trim() && region === (this.#regionOverride ?? '');
    if (parsed !== undefined && isCurrent) this.parsed = parsed;
  }
}
