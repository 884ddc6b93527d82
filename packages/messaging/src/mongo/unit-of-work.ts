import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientSession, MongoClient } from 'mongodb';
import { DependencyUnavailableError } from '../errors.ts';
import type { Transaction, UnitOfWork } from '../ports.ts';
import { guarded } from './faults.ts';

/** The driver's session inside a transaction that this adapter started. */
export const sessionOf = (tx: Transaction): ClientSession => tx as unknown as ClientSession;

const TRANSACTION_TIMEOUT_MS = 10_000;

/**
 * Transactions with majority write concern over snapshot reads. A commit whose answer is lost is retried, and the
 * server may have forgotten it over a crash, so the body can run after it already took effect: the rows that it
 * inserts must have deterministic ids, so that running it again is a ConflictError and changes nothing.
 *
 * The driver retries body and commit for two minutes, whatever timeout it is given; here it has `timeoutMs`, and
 * then the runner decides. A commit under way at that moment may still take effect.
 */
export class MongoUnitOfWork implements UnitOfWork {
  readonly #client: MongoClient;
  readonly #timeoutMs: number;

  constructor(client: MongoClient, { timeoutMs = TRANSACTION_TIMEOUT_MS }: { timeoutMs?: number } = {}) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
  }

  async run(body: (tx: Transaction) => Promise<void>): Promise<void> {
    const session = this.#client.startSession();
    const timeout = new AbortController();
    const transaction = session.withTransaction(
      async () => {
        if (timeout.signal.aborted) throw this.#tooLong();
        await body(session as unknown as Transaction);
      },
      { writeConcern: { w: 'majority' }, readConcern: { level: 'snapshot' } },
    );
    const ended = transaction.finally(() => session.endSession().catch(() => {}));
    const done = new AbortController();
    const late = sleep(this.#timeoutMs, undefined, { signal: done.signal }).then(() => {
      timeout.abort();
      throw this.#tooLong();
    });
    late.catch(() => {});
    try {
      await guarded(() => Promise.race([ended, late]));
    } finally {
      done.abort();
      ended.catch(() => {});
    }
  }

  #tooLong(): DependencyUnavailableError {
    return new DependencyUnavailableError('mongo', `no commit within ${this.#timeoutMs} ms`);
  }
}
