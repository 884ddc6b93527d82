import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Dispatcher } from 'undici';
import type { Availabilities, Availability } from '../ports.ts';
import { call } from './http-call.ts';

const TIMEOUT_MS = 2_000;
const INVENTORY = 'inventory';

/** Free rooms as the inventory service answers them. */
export class HttpAvailabilities implements Availabilities {
  readonly #inventoryUrl: string;
  readonly #dispatcher: Dispatcher;

  constructor(inventoryUrl: string, dispatcher: Dispatcher) {
    this.#inventoryUrl = inventoryUrl;
    this.#dispatcher = dispatcher;
  }

  async of(propertyId: string, from: string, to: string): Promise<Availability | undefined> {
    const url = new URL(`/properties/${encodeURIComponent(propertyId)}/availability`, this.#inventoryUrl);
    url.search = new URLSearchParams({ from, to }).toString();
    const { status, text } = await call({
      service: INVENTORY,
      url: url.href,
      timeoutMs: TIMEOUT_MS,
      dispatcher: this.#dispatcher,
    });
    if (status === 404) return undefined;
    if (status === 200) return JSON.parse(text) as Availability;
    throw new DependencyUnavailableError(INVENTORY, new Error(`answered ${status}`));
  }
}
