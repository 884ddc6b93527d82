import { randomUUID } from 'node:crypto';
import { loadConfig, silentLogger, type Tracer } from '@wanderluxe/runtime';
import type { Edges } from '../adapters/connect-edges.ts';
import { createApp, type Gateway } from '../app.ts';
import { configSchema } from '../config.ts';
import type { BookingRequest } from '../domain/booking-request.ts';
import { bodyOf } from './bookings.ts';
import { expectDescribed } from './expect-described.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents of many shapes
  readonly body: any;
}

const nowhere = 'http://127.0.0.1:1';
const settings = {
  KAFKA_BROKERS: '127.0.0.1:1',
  SCHEMA_REGISTRY_URL: nowhere,
  REDIS_URL: 'redis://127.0.0.1:1',
  LEDGER_URL: nowhere,
  INVENTORY_URL: nowhere,
  HTTP_PORT: '0',
  OPS_PORT: '0',
  GATEWAY_CLOCK: 'settable',
  WATCH_POLL_MS: '20',
  ACCEPT_TIMEOUT_MS: '500',
  CLAIM_LEASE_MS: '2000',
  VISIBLE_WITHIN_MS: '200',
  // Whatever other tests have left on the topics.
  ADMISSION_SOFT_LAG: '10000000',
  ADMISSION_HARD_LAG: '20000000',
};

/** The real app on a free port, and a client that checks every answer against the API's own document. */
export class GatewayUnderTest {
  readonly #gateway: Gateway;
  readonly origin: string;
  readonly ops: string;

  private constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.origin = `http://127.0.0.1:${gateway.httpPort}`;
    this.ops = `http://127.0.0.1:${gateway.opsPort}`;
  }

  static async start(
    env: Record<string, string> = {},
    edges?: Edges,
    tracer?: Tracer,
  ): Promise<GatewayUnderTest> {
    const config = loadConfig(configSchema, { ...settings, ...env });
    return new GatewayUnderTest(
      await createApp(config, { logger: silentLogger, ...(edges && { edges }), ...(tracer && { tracer }) }),
    );
  }

  stop(): Promise<void> {
    return this.#gateway.stop();
  }

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(this.origin + path, init);
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, body: readable(text) };
    expectDescribed(init.method ?? 'GET', path, response);
    return answer;
  }

  /** Posts text as a booking request; a header of undefined is left out. */
  post(body: string, headers: Record<string, string | undefined> = {}): Promise<Answer> {
    const all = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), ...headers };
    const given = Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    );
    return this.request('/api/v1/bookings', { method: 'POST', body, headers: given as [string, string][] });
  }

  /** The value of the first series of this name that has the label. */
  async metric(name: string, label = ''): Promise<number | undefined> {
    const lines = (await (await fetch(`${this.ops}/metrics`)).text()).split('\n');
    const line = lines.find((text) => text.startsWith(`${name}{`) && text.includes(label));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  }

  book(request: BookingRequest, key: string = randomUUID()): Promise<Answer> {
    return this.post(bodyOf(request), { 'Idempotency-Key': key });
  }

  /** Asks to cancel; a body that is not text is sent as JSON. */
  cancel(bookingId: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const path = `/api/v1/bookings/${bookingId}/cancellation`;
    if (body === undefined) return this.request(path, { method: 'POST', headers });
    return this.request(path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  }
}

function readable(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
