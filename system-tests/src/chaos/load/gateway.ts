import { Agent, type Dispatcher } from 'undici';
import type { Answered } from './history.ts';
import { bodyOf, type Wish } from './requests.ts';

/** The gateway answers within its own 5 s deadline; twice that is no answer. */
export const ANSWER_WITHIN_MS = 12_000;

const noAnswer = (error: unknown): Answered => ({
  status: null,
  code: null,
  retryAfter: null,
  traceparent: null,
  error:
    error instanceof Error
      ? `${error.name} ${(error as NodeJS.ErrnoException).code ?? ''}`.trim()
      : `${error}`,
});

const header = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value.at(-1) : value) ?? null;

function codeIn(text: string): string | null {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? null;
  } catch {
    return text === '' ? null : 'not JSON';
  }
}

/** Calls the gateway as a client does; an answer of any kind is a value. */
export class GatewayCalls {
  readonly #url: string;
  readonly #agent = new Agent({
    connections: 200,
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
  });

  constructor(url: string) {
    this.#url = url;
  }

  book(wish: Wish): Promise<Answered> {
    return this.#call({
      method: 'POST',
      path: '/api/v1/bookings',
      headers: { 'content-type': 'application/json', 'idempotency-key': wish.key, ...traced(wish) },
      body: bodyOf(wish),
    });
  }

  cancel(wish: Wish): Promise<Answered> {
    return this.#call({
      method: 'POST',
      path: `/api/v1/bookings/${wish.bookingId}/cancellation`,
      headers: { 'content-type': 'application/json', ...traced(wish) },
      body: '{"reason":"plans changed"}',
    });
  }

  read({ bookingId }: Pick<Wish, 'bookingId'>): Promise<Answered> {
    return this.#call({ method: 'GET', path: `/api/v1/bookings/${bookingId}` });
  }

  availability({ propertyId, checkInDate, checkOutDate }: Wish): Promise<Answered> {
    const path = `/api/v1/properties/${propertyId}/availability?from=${checkInDate}&to=${checkOutDate}`;
    return this.#call({ method: 'GET', path });
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #call(
    request: Pick<Dispatcher.RequestOptions, 'method' | 'path' | 'headers' | 'body'>,
  ): Promise<Answered> {
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const answer = await this.#agent.request({ origin: this.#url, ...request, signal });
      const text = await answer.body.text();
      return {
        status: answer.statusCode,
        code: answer.statusCode < 400 ? null : codeIn(text),
        retryAfter: header(answer.headers['retry-after']),
        traceparent: header(answer.headers.traceparent),
        error: null,
      };
    } catch (error) {
      return noAnswer(error);
    }
  }
}

const traced = ({ traceId }: Wish): Record<string, string> => ({
  traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
});
