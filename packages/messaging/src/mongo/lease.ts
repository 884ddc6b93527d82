import type { Collection, Db } from 'mongodb';
import { ConflictError } from '../errors.ts';
import type { Lease } from '../ports.ts';
import { guarded, mongoFault } from './faults.ts';

interface StoredLease {
  _id: string;
  holder: string;
  expiresAt: Date;
}

/** A named lease in the collection `leases`; time is the caller's clock, so clocks must agree within the lease. */
export class MongoLease implements Lease {
  readonly #leases: Collection<StoredLease>;
  readonly #name: string;

  constructor(db: Db, name: string) {
    this.#leases = db.collection<StoredLease>('leases');
    this.#name = name;
  }

  async acquire(holder: string, nowMs: number, leaseMs: number): Promise<boolean> {
    const over = { expiresAt: { $lte: new Date(nowMs) } };
    const ahead = { expiresAt: { $gt: new Date(nowMs + 2 * leaseMs) } };
    const free = { _id: this.#name, $or: [{ holder }, over, ahead] };
    const taken = { $set: { holder, expiresAt: new Date(nowMs + leaseMs) } };
    const { matchedCount } = await guarded(() => this.#leases.updateOne(free, taken));
    if (matchedCount === 1) return true;
    return this.#insertFirst(holder, nowMs + leaseMs);
  }

  async release(holder: string): Promise<void> {
    await guarded(() => this.#leases.deleteOne({ _id: this.#name, holder }));
  }

  async #insertFirst(holder: string, expiresAtMs: number): Promise<boolean> {
    try {
      await this.#leases.insertOne({ _id: this.#name, holder, expiresAt: new Date(expiresAtMs) });
      return true;
    } catch (error) {
      const fault = mongoFault(error);
      if (fault instanceof ConflictError) return false;
      throw fault;
    }
  }
}
