import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf, type DemoBooking, judgeAnswer, type PostResult } from '@wanderluxe/infra/demo';
import { Pool } from 'undici';

/** A request that was under way when its connection ended, or an answer that a client cannot make use of. */
export interface Cut {
  readonly bookingId: string;
  readonly why: string;
}

const PAUSE_MS = 100;
const GIVE_UP_AFTER_MS = 60_000;

/**
 * Posts bookings as most clients do: over kept connections, on each one request after the other. What was certainly not
 * sent, as nobody listens, and a 503 are repeated with the same key; whatever else went wrong is noted, too.
 */
export class PlainPosts {
  readonly cut: Cut[] = [];
  /** Answers with which the server ended the connection. */
  ended = 0;
  readonly #pool: Pool;

  constructor(url: string, connections: number) {
    this.#pool = new Pool(url, { connections, pipelining: 1 });
  }

  async post(booking: DemoBooking): Promise<PostResult> {
    const giveUpAtMs = Date.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      const result = await this.#attempt(booking);
      if (result) return result;
      if (Date.now() > giveUpAtMs) throw new Error(`nobody took ${booking.bookingId} in time`);
      await sleep(PAUSE_MS);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #attempt(booking: DemoBooking): Promise<PostResult | undefined> {
    const { bookingId, idempotencyKey } = booking;
    try {
      const answer = await this.#pool.request({
        method: 'POST',
        path: '/api/v1/bookings',
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: bodyOf(booking),
      });
      const text = await answer.body.text();
      if (answer.headers.connection === 'close') this.ended += 1;
      const retryAfter = answer.headers['retry-after'];
      const judged = judgeAnswer(booking, { status: answer.statusCode, retryAfter, text });
      if (judged.kind !== 'again') return judged;
      if (!retryAfter) this.cut.push({ bookingId, why: `no Retry-After: ${text}` });
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      if (code !== 'ECONNREFUSED') this.cut.push({ bookingId, why: code });
    }
    return undefined;
  }
}
