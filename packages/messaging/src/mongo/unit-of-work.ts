import type { ClientSession, MongoClient } from 'mongodb';
import type { Transaction, UnitOfWork } from '../ports.ts';
import { guarded } from './faults.ts';

/** The driver's session inside a transaction that this adapter started. */
export const sessionOf = (tx: Transaction): ClientSession => tx as unknown as ClientSession;

/** Bounds the driver's own retries of body and commit; afterwards the runner decides. */
const TRANSACTION_TIMEOUT_MS = 10_000;

/**
 * Transactions with majority write concern over snapshot reads. A commit whose answer is lost is retried, and the
 * server may have forgotten it over a crash, so the body can run after it already took effect: the rows that it
 * inserts must have deterministic ids, so that running it again is a ConflictError and changes nothing.
 */
export class MongoUnitOfWork implements UnitOfWork {
  readonly #client: MongoClient;

  constructor(client: MongoClient) {
    this.#client = client;
  }

  async run(body: (tx: Transaction) => Promise<void>): Promise<void> {
    const session = this.#client.startSession({ defaultTimeoutMS: TRANSACTION_TIMEOUT_MS });
    try {
      await guarded(() =>
        session.withTransaction(() => body(session as unknown as Transaction), {
          writeConcern: { w: 'majority' },
          readConcern: { level: 'snapshot' },
        }),
      );
    } finally {
      await session.endSession().catch(() => {});
    }
  }
}
