import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Availabilities, Availability, NightsAsked } from '../ports.ts';
import { type Caller, call } from './http-call.ts';

const TIMEOUT_MS = 2_000;
const INVENTORY = 'inventory';

/** Free rooms as the inventory service answers them. */
export class HttpAvailabilities implements Availabilities {
  readonly #inventoryUrl: string;
  readonly #caller: Caller;

  constructor(inventoryUrl: string, caller: Caller) {
    this.#inventoryUrl = inventoryUrl;
    this.#caller = caller;
  }

  async of({ propertyId, from, to }: NightsAsked, traceparent: string): Promise<Availability | undefined> {
    const url = new URL(`/properties/${encodeURIComponent(propertyId)}/availability`, this.#inventoryUrl);
    url.search = new URLSearchParams({ from, to }).toString();
    const { status, text } = await call({
      service: INVENTORY,
      operation: 'availability',
      url: url.href,
      timeoutMs: TIMEOUT_MS,
      traceparent,
      ...this.#caller,
    });
    if (status === 404) return undefined;
    if (status === 200) return JSON.parse(text) as Availability;
    throw new DependencyUnavailableError(INVENTORY, new Error(`answered ${status}`));
  }
}
