import { DependencyUnavailableError, messageOf } from '@wanderluxe/messaging';
import { type Dispatcher, Pool } from 'undici';
import type { LookUp } from '../domain/inquiry.ts';
import type { ChargeOutcome } from '../domain/payment.ts';
import type { RefundOutcome } from '../domain/refund.ts';
import type { ChargeRequest, PaymentProvider, RefundRequest } from '../ports.ts';
import { chargeOutcomeOf, lookUpOf, refundOutcomeOf } from './bank-answers.ts';

export interface HttpPaymentProviderOptions {
  readonly url: string;
  /** For one attempt, from the call to the last byte of the answer. */
  readonly timeoutMs: number;
  /** One for each call in flight; more calls wait for one, within their timeout. */
  readonly maxConnections: number;
}

const CONNECT_TIMEOUT_MS = 2_000;
/** Below the bank's own, so that a connection is seldom used in the moment in which the bank closes it. */
const KEEP_ALIVE_MS = 20_000;
const MAX_ANSWER_BYTES = 16_384;

/** Faults that come before a connection exists: not a byte was sent. Anything else leaves the charge open. */
const NOTHING_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The bank over HTTP. Never repeats a request by itself: that is the caller's decision, under the same key. */
export class HttpPaymentProvider implements PaymentProvider {
  readonly #pool: Pool;
  readonly #basePath: string;
  readonly #timeoutMs: number;

  constructor({ url, timeoutMs, maxConnections }: HttpPaymentProviderOptions) {
    const { origin, pathname } = new URL(url);
    this.#basePath = pathname.replace(/\/$/, '');
    this.#timeoutMs = timeoutMs;
    this.#pool = new Pool(origin, {
      connections: maxConnections,
      pipelining: 1,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
  }

  async charge(
    { key, reference, amount, currency, traceparent }: ChargeRequest,
    announce: () => Promise<void>,
  ): Promise<ChargeOutcome> {
    const order = { reference, amount, currency };
    await announce();
    try {
      const { statusCode, text } = await this.#post('/charges', key, traceparent, order);
      return chargeOutcomeOf(statusCode, text, { amount, currency });
    } catch (error) {
      if (nothingSent(error)) throw new DependencyUnavailableError('bank', error);
      return { status: 'UNKNOWN', detail: messageOf(error) };
    }
  }

  async refund({ key, chargeKey, traceparent }: RefundRequest): Promise<RefundOutcome> {
    try {
      const { statusCode, text } = await this.#post('/refunds', key, traceparent, { chargeKey });
      return refundOutcomeOf(statusCode, text);
    } catch (error) {
      return { status: 'NOT_YET', detail: messageOf(error) };
    }
  }

  async lookUp(key: string, traceparent: string): Promise<LookUp> {
    const path = `/charges/${encodeURIComponent(key)}`;
    try {
      const { statusCode, text } = await this.#ask({ method: 'GET', path, headers: { traceparent } });
      return lookUpOf(statusCode, text);
    } catch (error) {
      throw new DependencyUnavailableError('bank', error);
    }
  }

  /** Of the pool, now. `waiting` calls have no connection yet. */
  connections(): { readonly open: number; readonly inUse: number; readonly waiting: number } {
    const { connected, running, queued } = this.#pool.stats;
    return { open: connected, inUse: running, waiting: queued };
  }

  /** Cuts what is still in flight: its charges are open, and are charged again under their keys after the restart. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #post(
    path: string,
    key: string,
    traceparent: string,
    content: object,
  ): Promise<{ statusCode: number; text: string }> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key, traceparent };
    return this.#ask({ method: 'POST', path, headers, body: JSON.stringify(content) });
  }

  async #ask({ path, ...request }: Dispatcher.RequestOptions): Promise<{ statusCode: number; text: string }> {
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(new Error(`the bank did not answer within ${this.#timeoutMs} ms`)),
      this.#timeoutMs,
    );
    try {
      const { signal } = deadline;
      const answer = await this.#pool.request({ ...request, path: this.#basePath + path, signal });
      return { statusCode: answer.statusCode, text: await answer.body.text() };
    } finally {
      clearTimeout(timer);
    }
  }
}

const nothingSent = (error: unknown): boolean =>
  NOTHING_SENT.has((error as { code?: unknown } | undefined)?.code as string);
