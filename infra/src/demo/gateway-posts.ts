import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Dispatcher } from 'undici';
import { CommandError, exitStatus } from '../errors.ts';
import { reasonOf } from '../servers/probes.ts';
import { bodyOf, type DemoBooking } from './booking.ts';

/** How a post ended for good. */
export type PostResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Posts one booking until the gateway has taken or refused it. */
export type PostBooking = (booking: DemoBooking) => Promise<PostResult>;

export interface GatewayPosts {
  readonly post: PostBooking;
  /** Asks to cancel a booking; refused when it has failed. */
  readonly cancel: PostBooking;
  close(): Promise<void>;
}

interface Problem {
  readonly code?: string;
  readonly bookingId?: string;
  readonly errors?: readonly { readonly field: string; readonly problem: string }[];
}

const RETRY_WITHIN_MS = 120_000;
const LONGEST_PAUSE_MS = 10_000;
const PAUSE_MS = 250;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | string[] | undefined;
  readonly text: string;
}

type Attempt = PostResult | { readonly kind: 'again'; readonly afterMs: number; readonly reason: string };

function retryAfterMs(header: string | string[] | undefined): number {
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : PAUSE_MS;
}

function readProblem(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}

function reasonIn(problem: Problem, status: number): string {
  const faults = problem.errors?.map((fault) => `${fault.field}: ${fault.problem}`);
  return faults?.length ? faults.join('; ') : (problem.code ?? `HTTP ${status}`);
}

const mayBeRepeated = (status: number, { code }: Problem): boolean =>
  status >= 500 || code === 'idempotency_key_in_progress';

/** What an answer means. A booking of ours that was "already processed" was accepted by an earlier attempt. */
export function judgeAnswer(booking: DemoBooking, answer: Answer): Attempt {
  if (answer.status === 202) return { kind: 'accepted' };
  const problem = readProblem(answer.text);
  if (problem.code === 'already_processed' && problem.bookingId === booking.bookingId) {
    return { kind: 'accepted' };
  }
  const reason = reasonIn(problem, answer.status);
  if (mayBeRepeated(answer.status, problem)) {
    return { kind: 'again', afterMs: retryAfterMs(answer.retryAfter), reason };
  }
  return { kind: 'refused', reason };
}

/** What an answer to a cancellation means. A booking that has failed is over, too. */
export function judgeCancellation(answer: Answer): Attempt {
  if (answer.status === 202) return { kind: 'accepted' };
  const problem = readProblem(answer.text);
  const reason = reasonIn(problem, answer.status);
  return answer.status >= 500
    ? { kind: 'again', afterMs: retryAfterMs(answer.retryAfter), reason }
    : { kind: 'refused', reason };
}

interface Request {
  readonly path: string;
  readonly body: string;
  /** The same for each attempt: that makes asking again safe. */
  readonly key: string;
  readonly judge: (answer: Answer) => Attempt;
}

async function attempt(connection: Dispatcher, { path, body, key, judge }: Request): Promise<Attempt> {
  try {
    const answer = await connection.request({
      method: 'POST',
      // The Idempotency-Key makes it so. Such requests may follow each other before they are answered.
      idempotent: true,
      blocking: false,
      path,
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body,
    });
    const text = await answer.body.text();
    return judge({ status: answer.statusCode, retryAfter: answer.headers['retry-after'], text });
  } catch (error) {
    return { kind: 'again', afterMs: PAUSE_MS, reason: reasonOf(error) };
  }
}

const CONNECTIONS = 4;
const TIMEOUT_MS = 30_000;

/** A connection for each property, shared in turn when there are more properties than connections. */
class Connections {
  readonly #clients: readonly Client[];
  readonly #byProperty = new Map<string, Client>();

  constructor(url: string) {
    const limits = {
      pipelining: Number.MAX_SAFE_INTEGER,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    };
    this.#clients = Array.from({ length: CONNECTIONS }, () => new Client(url, limits));
  }

  of(propertyId: string): Client {
    const known = this.#byProperty.get(propertyId);
    if (known) return known;
    const client = this.#clients[this.#byProperty.size % CONNECTIONS]!;
    this.#byProperty.set(propertyId, client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }
}

const REASON = JSON.stringify({ reason: 'plans changed' });

/**
 * Posts bookings and cancellations, as many at once as the caller likes. Those of one property go over one connection, one
 * behind the other without waiting for answers, so that they reach the gateway in the order in which they were posted.
 * A 503, a lost connection and a request still in progress are repeated with the same Idempotency-Key after
 * Retry-After, for two minutes; then a CommandError is thrown.
 */
export function gatewayPosts(url: string): GatewayPosts {
  const connections = new Connections(url);
  const insist = async ({ bookingId, propertyId }: DemoBooking, request: Request): Promise<PostResult> => {
    const giveUpAtMs = Date.now() + RETRY_WITHIN_MS;
    for (;;) {
      const result = await attempt(connections.of(propertyId), request);
      if (result.kind !== 'again') return result;
      if (Date.now() > giveUpAtMs) {
        throw new CommandError(
          `the gateway did not take ${bookingId} in two minutes (last: ${result.reason})`,
          { remedy: 'see "wanderluxe status" and "wanderluxe logs gateway"', exit: exitStatus.failed },
        );
      }
      await sleep(result.afterMs);
    }
  };
  return {
    post: (booking) =>
      insist(booking, {
        path: '/api/v1/bookings',
        body: bodyOf(booking),
        key: booking.idempotencyKey,
        judge: (answer) => judgeAnswer(booking, answer),
      }),
    cancel: (booking) =>
      insist(booking, {
        path: `/api/v1/bookings/${booking.bookingId}/cancellation`,
        body: REASON,
        key: booking.idempotencyKey,
        judge: judgeCancellation,
      }),
    close: () => connections.close(),
  };
}
