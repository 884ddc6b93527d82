import type { ServiceName } from '@wanderluxe/infra/launcher';
import { type Db, type Document, MongoClient } from 'mongodb';
import type { Round } from './round.ts';

export type HandlingService = Exclude<ServiceName, 'gateway'>;

const databases: Readonly<Record<HandlingService, string>> = {
  inventory: 'wanderluxe_inventory',
  payment: 'wanderluxe_payment',
  'booking-ledger': 'wanderluxe_booking_ledger',
};

/** Where a service keeps the row of a booking. */
const rowsOf: Readonly<Record<HandlingService, string>> = {
  inventory: 'reservations',
  payment: 'payments',
  'booking-ledger': 'bookings',
};

const TERMINAL = ['CONFIRMED', 'FAILED', 'CANCELLED'];
const UNSETTLED = ['PENDING', 'UNKNOWN', 'NEEDS_OPERATOR', 'REFUNDING'];

/** The databases of the services, past the services. */
export class Stores {
  readonly #client: MongoClient;

  private constructor(client: MongoClient) {
    this.#client = client;
  }

  static async open(uri: string): Promise<Stores> {
    return new Stores(await MongoClient.connect(uri, { serverSelectionTimeoutMS: 10_000 }));
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** A row that its own service cannot read: every record of the booking fails, for no fault of a server. */
  async spoil(service: HandlingService, bookingId: string): Promise<void> {
    await this.#rows(service).insertOne({ _id: bookingId, isSpoilt: true });
  }

  async unspoil(service: HandlingService, bookingId: string): Promise<void> {
    await this.#rows(service).deleteOne({ _id: bookingId, isSpoilt: true });
  }

  parked(service: HandlingService, bookingId: string): Promise<Document | null> {
    return this.#db(service).collection<{ _id: string }>('parked').findOne({ _id: bookingId });
  }

  async statusOf(service: HandlingService, bookingId: string): Promise<string | undefined> {
    const row: Document | null = await this.#rows(service).findOne({ _id: bookingId });
    return row?.status ?? row?.state;
  }

  /** Time passes for one hold. */
  async letHoldExpire(bookingId: string): Promise<void> {
    const held = { _id: bookingId, state: 'HELD' };
    await this.#rows('inventory').updateOne(held, { $set: { holdExpiresAt: new Date() } });
  }

  /** What of a round is still under way, in words. Rows that the killed service wrote before its end are part of it. */
  async unrest(round: Round, accepted: readonly string[], diedAtMs: number): Promise<string[]> {
    const here = { propertyId: { $in: round.properties.map(({ id }) => id) } };
    const ended = { _id: { $in: [...accepted] }, status: { $in: TERMINAL } };
    const { service } = round.target;
    const counts = await Promise.all([
      this.#rows('booking-ledger').countDocuments(ended),
      this.#rows('payment').countDocuments({ ...here, status: { $in: UNSETTLED } }),
      this.#rows('inventory').countDocuments({ ...here, state: 'HELD' }),
      service === 'gateway' ? 0 : this.#leftBehind(service, diedAtMs),
      service === 'gateway' ? 0 : this.#parkedOf(service, round),
    ]);
    const [done, payments, holds, rows, parked] = counts as [number, number, number, number, number];
    const found: [count: number, what: string][] = [
      [accepted.length - done, 'bookings without an outcome'],
      [payments, 'payments not settled'],
      [holds, 'rooms held and neither firm nor released'],
      [rows, `rows of ${service}'s outbox not published`],
      [parked, `bookings parked at ${service}`],
    ];
    return found.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  }

  #leftBehind(service: HandlingService, diedAtMs: number): Promise<number> {
    const left = { publishedAt: null, createdAt: { $lte: new Date(diedAtMs) } };
    return this.#db(service).collection('outbox').countDocuments(left);
  }

  #parkedOf(service: HandlingService, { wishes }: Round): Promise<number> {
    const ids = wishes.map(({ bookingId }) => bookingId);
    return this.#db(service)
      .collection<{ _id: string }>('parked')
      .countDocuments({ _id: { $in: ids } });
  }

  #rows(service: HandlingService) {
    return this.#db(service).collection<{ _id: string } & Document>(rowsOf[service]);
  }

  #db(service: HandlingService): Db {
    return this.#client.db(databases[service]);
  }
}
