// The form that connects a portal: parses the address while it is typed, and knows what is wrong with each field.
import type { NewPortal, ParsedStartUrl, PortalField, Problem, SignInMethod } from '../ipc/types';
import { words } from '../words';
import type { AppActions, InvalidPortal } from './app_actions.svelte';
import type { AppState } from './app_state.svelte';

/** How long after the last key press the address is parsed, in milliseconds. */
const PARSE_DELAY = 180;

/** What stands below a field. */
export type FieldMessage = { tone: 'help' | 'warning' | 'error'; text: string };

export class PortalForm {
  address = $state('');
  parsed = $state.raw<ParsedStartUrl | null>(null);
  /** Why the portal could not be added, if no field is at fault. */
  problem = $state.raw<Problem | null>(null);
  isBusy = $state(false);
  #endpoint = $state('');
  #identityCenterOverride = $state<string | null>(null);
  /** Whether the host asked where the users of the portal sign in, which the address does not show before. */
  #isIdentityCenterAsked = $state(false);
  /** The field that the host refused. */
  #refusal = $state.raw<InvalidPortal | null>(null);
  /** Whether the user has submitted the form once, so that it shows what is missing. */
  #wasSubmitted = $state(false);
  /** Whether the user is still typing the address: an error would come too early. */
  #isTypingAddress = $state(false);
  #regionOverride = $state<string | null>(null);
  #nameOverride = $state<string | null>(null);
  /** The focused field and the value it showed when it got the focus: a late suggestion must not change it. */
  #focused = $state.raw<{ field: 'region' | 'name'; value: string } | null>(null);
  #parseTimer: ReturnType<typeof setTimeout> | undefined;

  readonly region = $derived(this.#regionOverride ?? this.#focusedValue('region') ?? this.parsed?.region ?? '');
  /** Whether the users of the portal sign in elsewhere. */
  readonly needsIdentityCenter = $derived(this.parsed?.isAccountAccess === true || this.#isIdentityCenterAsked);
  /** The one portal of the same region, if there is one, through which they may sign in. */
  readonly #onlyIdentityCenter = $derived.by(() => {
    const endpoint = this.#endpoint.trim() === '' ? null : this.#endpoint.trim();
    const portals = this.appState.snapshot?.portals ?? [];
    const fitting = portals.filter(
      (portal) => !portal.isAccountAccess && portal.region === this.region && portal.endpointUrl === endpoint,
    );
    const [first] = fitting;
    return first !== undefined && fitting.every(({ startUrl }) => startUrl === first.startUrl) ? first : null;
  });
  readonly identityCenter = $derived(this.#identityCenterOverride ?? this.#onlyIdentityCenter?.startUrl ?? '');
  readonly name = $derived(this.#nameOverride ?? this.#focusedValue('name') ?? this.parsed?.suggestedName ?? '');
  /** The address that an id or an alias is short for; null if the address is complete or the region is needed for that. */
  readonly completion = $derived(
    this.parsed?.isCompleted === true && this.parsed.hint === null ? this.parsed.startUrl : null,
  );
  readonly #isRegionFound = $derived(this.region !== '' && this.region === this.parsed?.region);
  readonly #isNameTaken = $derived.by(
    () => this.appState.snapshot?.portals.some((portal) => portal.name === this.name.trim()) ?? false,
  );
  readonly #isAddressValid = $derived(this.parsed === null || this.parsed.startUrl !== null);
  /** The first field that must be filled in or changed, and why; null if the form is complete. */
  readonly missing = $derived.by((): { field: PortalField; text: string } | null => {
    const { missing, nameTaken } = words.connect;
    const name = this.name.trim();
    if (this.address.trim() === '') return { field: 'address', text: missing.address };
    if (!this.#isAddressValid) return { field: 'address', text: this.parsed?.hint ?? missing.address };
    if (this.region === '' && this.parsed?.mayLeadToRegion !== true) return { field: 'region', text: missing.region };
    if (this.needsIdentityCenter && this.identityCenter.trim() === '') {
      return { field: 'identityCenter', text: missing.identityCenter };
    }
    if (name === '') return { field: 'name', text: missing.name };
    return this.#isNameTaken ? { field: 'name', text: nameTaken(name) } : null;
  });

  constructor(
    private readonly appState: AppState,
    private readonly actions: AppActions,
  ) {}

  /** What stands below a field: why it cannot be used, a warning, or what to enter. */
  message(field: PortalField): FieldMessage {
    const error = this.#error(field);
    if (error !== null) return { tone: 'error', text: error };
    const { addressHelp, regionFound, regionHelp, identityCenterHelp, identityCenterFound, nameHelp, endpointHelp } =
      words.connect;
    switch (field) {
      case 'address':
        if (this.parsed?.startUrl == null || this.parsed.hint === null) return { tone: 'help', text: addressHelp };
        return { tone: this.parsed.mayLeadToRegion ? 'warning' : 'help', text: this.parsed.hint };
      case 'region':
        return { tone: 'help', text: this.#isRegionFound ? regionFound : regionHelp };
      case 'identityCenter': {
        const known = this.#onlyIdentityCenter;
        const isKnown = known !== null && known.startUrl === this.identityCenter;
        return { tone: 'help', text: isKnown ? identityCenterFound(known.name) : identityCenterHelp };
      }
      case 'name':
        return { tone: 'help', text: nameHelp };
      case 'endpoint':
        return { tone: 'help', text: endpointHelp };
    }
  }

  get endpoint(): string {
    return this.#endpoint;
  }

  setAddress(address: string): void {
    this.address = address;
    this.#isTypingAddress = true;
    this.#isIdentityCenterAsked = false;
    this.#onChange('address');
    clearTimeout(this.#parseTimer);
    this.#parseTimer = setTimeout(() => void this.#parseAddress(), PARSE_DELAY);
  }

  /** The user left the address field: an invalid address is shown as one. */
  onAddressBlur(): void {
    this.#isTypingAddress = false;
  }

  /** Replaces an id or an alias by the address that it is short for. Returns the field that is to be filled in next. */
  async complete(): Promise<PortalField> {
    if (this.completion !== null) this.setAddress(this.completion);
    clearTimeout(this.#parseTimer);
    await this.#parseAddress();
    return this.missing?.field ?? 'name';
  }

  /** Sets the region, by which an id or an alias is completed to an address. */
  setRegion(region: string): void {
    this.#regionOverride = region;
    this.#onChange('region');
    void this.#parseAddress();
  }

  setIdentityCenter(address: string): void {
    this.#identityCenterOverride = address;
    this.#onChange('identityCenter');
  }

  setName(name: string): void {
    this.#nameOverride = name;
    this.#onChange('name');
  }

  setEndpoint(endpoint: string): void {
    this.#endpoint = endpoint;
    this.#onChange('endpoint');
  }

  /** Keeps the value that a field shows while it has the focus. */
  onFieldFocus(field: 'region' | 'name'): void {
    this.#focused = { field, value: this[field] };
  }

  /** Lets suggestions fill the field again if the user entered nothing. */
  onFieldBlur(): void {
    this.#focused = null;
  }

  /** Adds the portal and starts a sign-in. Returns the field that has to change first; null if the portal was added. */
  async submit(method: SignInMethod): Promise<PortalField | 'none' | null> {
    this.onFieldBlur();
    this.#wasSubmitted = true;
    this.#isTypingAddress = false;
    clearTimeout(this.#parseTimer);
    await this.#parseAddress();
    if (this.missing !== null) return this.missing.field;
    if (this.isBusy) return 'none';
    this.isBusy = true;
    const refusal = await this.actions.addPortal(this.#newPortal(), method);
    this.isBusy = false;
    if (refusal === null) return null;
    if ('field' in refusal) {
      this.#refusal = refusal;
      if (refusal.field === 'identityCenter') this.#isIdentityCenterAsked = true;
      return refusal.field;
    }
    this.problem = refusal;
    return 'none';
  }

  /** Why a field cannot be used, as far as the user should see it now. */
  #error(field: PortalField): string | null {
    if (this.#refusal?.field === field) {
      const { summary, advice } = this.#refusal.problem;
      return `${summary} ${advice}`.trim();
    }
    const isInvalid = field === 'address' ? !this.#isAddressValid && !this.#isTypingAddress : this.#isNameTaken;
    const isShown = this.#wasSubmitted ? !(field === 'address' && this.#isTypingAddress) : isInvalid;
    return isShown && this.missing?.field === field ? this.missing.text : null;
  }

  /** What the host refused may fit now: the region and the address depend on each other. */
  #onChange(field: PortalField): void {
    this.problem = null;
    const refused = this.#refusal?.field;
    const isRelated = refused === 'region' && field === 'address';
    if (refused === field || isRelated) this.#refusal = null;
  }

  #focusedValue(field: 'region' | 'name'): string | null {
    return this.#focused?.field === field ? this.#focused.value : null;
  }

  #newPortal(): NewPortal {
    const endpoint = this.#endpoint.trim();
    return {
      name: this.name.trim(),
      startUrl: this.address.trim(),
      region: this.region,
      identityCenterUrl: this.needsIdentityCenter ? this.identityCenter.trim() : null,
      endpointUrl: endpoint === '' ? null : endpoint,
    };
  }

  async #parseAddress(): Promise<void> {
    const text = this.address.trim();
    // The beginning of a URL is not an alias.
    if ('https://'.startsWith(text) || 'http://'.startsWith(text)) {
      this.parsed = null;
      return;
    }
    const region = this.#regionOverride ?? '';
    const parsed = await this.appState.request((host) => host.parseStartUrl(text, region));
    const isCurrent = text === this.address.trim() && region === (this.#regionOverride ?? '');
    if (parsed !== undefined && isCurrent) this.parsed = parsed;
  }
}
