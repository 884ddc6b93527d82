import { type Dispatcher, Pool } from 'undici';
import type { Post } from './requests.ts';

/** "202", "409 already_processed", "503 overloaded", or "none ECONNREFUSED" when there was no answer. */
export type AnswerCode = string;

export interface GatewayOptions {
  readonly url: string;
  readonly connections: number;
  readonly timeoutMs: number;
}

/**
 * So many that nobody queues for one while answers take half a second at 1,000 bookings a second: clients of a gateway
 * do not share connections, and what queued here for others' answers would count as the gateway's latency.
 */
export const DEFAULT_CONNECTIONS = 512;

const ACCEPTED = 202;
const CODE = /"code":"([a-z_]+)"/;

/** Sends requests when told, however many are unanswered, and never twice. */
export class GatewayConnections {
  readonly #pool: Pool;

  constructor({ url, connections, timeoutMs }: GatewayOptions) {
    this.#pool = new Pool(url, {
      connections,
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connectTimeout: timeoutMs,
    });
  }

  post({ path, key, body }: Post, answered: (code: AnswerCode) => void): void {
    const headers = ['content-type', 'application/json', 'idempotency-key', key];
    this.#pool.dispatch({ method: 'POST', path, headers, body }, new Answer(answered));
  }

  /** What is unanswered now is given up. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/** An acceptance counts when its status is read; any other answer when its body tells why. */
class Answer implements Dispatcher.DispatchHandler {
  readonly #answered: (code: AnswerCode) => void;
  #status = 0;
  #text = '';

  constructor(answered: (code: AnswerCode) => void) {
    this.#answered = answered;
  }

  onRequestStart(): void {}

  onResponseStart(_controller: unknown, status: number): void {
    this.#status = status;
    if (status === ACCEPTED) this.#answered('202');
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (this.#status !== ACCEPTED) this.#text += chunk;
  }

  onResponseEnd(): void {
    if (this.#status === ACCEPTED) return;
    const code = CODE.exec(this.#text)?.[1];
    this.#answered(code ? `${this.#status} ${code}` : `${this.#status}`);
  }

  onResponseError(_controller: unknown, error: Error & { code?: string }): void {
    if (this.#status !== ACCEPTED) this.#answered(`none ${error.code ?? error.name}`);
  }
}
