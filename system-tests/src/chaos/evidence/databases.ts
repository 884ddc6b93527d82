import { recordsOfBytes } from '@wanderluxe/messaging';
import { type Binary, type Db, type Document, MongoClient } from 'mongodb';
import type { EventReader } from './event.ts';
import type { BookingSeen, OutboxRowSeen, PaymentSeen, ReservationSeen } from './types.ts';

const databases = {
  inventory: 'wanderluxe_inventory',
  payment: 'wanderluxe_payment',
  'booking-ledger': 'wanderluxe_booking_ledger',
} as const;
const services = Object.keys(databases) as (keyof typeof databases)[];

const unsettled = { status: { $in: ['PENDING', 'UNKNOWN', 'REFUNDING'] } };

export interface DatabasesSeen {
  readonly bookings: readonly BookingSeen[];
  readonly reservations: readonly ReservationSeen[];
  readonly payments: readonly PaymentSeen[];
  readonly outbox: readonly OutboxRowSeen[];
  /** Epoch by property. */
  readonly epochs: ReadonlyMap<string, number>;
}

/** The rows of the databases themselves, past every service. */
export class Databases {
  readonly #client: MongoClient;

  private constructor(client: MongoClient) {
    this.#client = client;
  }

  static async open(uri: string): Promise<Databases> {
    return new Databases(
      await MongoClient.connect(uri, { serverSelectionTimeoutMS: 10_000, socketTimeoutMS: 20_000 }),
    );
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** All that concerns these properties. */
  async see(propertyIds: readonly string[], reader: EventReader): Promise<DatabasesSeen> {
    const ofProperties = { propertyId: { $in: [...propertyIds] } };
    const [bookings, reservations, payments, properties, outbox] = await Promise.all([
      this.#db('booking-ledger').collection('bookings').find(ofProperties).toArray(),
      this.#db('inventory').collection('reservations').find(ofProperties).toArray(),
      this.#db('payment').collection('payments').find(ofProperties).toArray(),
      this.#properties(propertyIds),
      Promise.all(services.map((service) => this.#outbox(service, new Set(propertyIds), reader))),
    ]);
    return {
      bookings: bookings.map(bookingSeen),
      reservations: reservations.map(reservationSeen),
      payments: payments.map(paymentSeen),
      outbox: outbox.flat(),
      epochs: new Map(properties.map(({ _id, epoch }) => [`${_id}`, Number(epoch)])),
    };
  }

  /** What the databases say is still under way at these properties. */
  async unrest(propertyIds: readonly string[]): Promise<string[]> {
    const here = { propertyId: { $in: [...propertyIds] } };
    const counts = await Promise.all([
      ...services.map((service) =>
        this.#count(service, 'outbox', { publishedAt: null }, `outbox rows of ${service} not published`),
      ),
      this.#count('payment', 'payments', { ...here, ...unsettled }, 'payments not settled'),
      this.#count(
        'booking-ledger',
        'bookings',
        { ...here, status: { $in: ['PENDING', 'RESERVED'] } },
        'bookings without an outcome',
      ),
      this.#count(
        'inventory',
        'reservations',
        { ...here, state: 'HELD' },
        'reservations held and neither firm nor released',
      ),
    ]);
    return counts.flat();
  }

  async #count(
    service: keyof typeof databases,
    name: string,
    filter: Document,
    what: string,
  ): Promise<string[]> {
    const count = await this.#db(service).collection(name).countDocuments(filter);
    return count === 0 ? [] : [`${count} ${what}`];
  }

  #properties(ids: readonly string[]): Promise<Document[]> {
    return this.#db('inventory')
      .collection<{ _id: string }>('properties')
      .find({ _id: { $in: [...ids] } })
      .toArray();
  }

  async #outbox(
    service: keyof typeof databases,
    keys: ReadonlySet<string>,
    reader: EventReader,
  ): Promise<OutboxRowSeen[]> {
    const rows = await this.#db(service).collection('outbox').find().toArray();
    const seen = rows.map(async (row): Promise<OutboxRowSeen> => {
      const own = recordsOfBytes((row.records as Binary).buffer).filter(({ key }) => keys.has(`${key}`));
      const records = own.map(async ({ topic, key, value, headers }) => {
        const bytes = value as Buffer;
        return {
          topic,
          key: `${key}`,
          valueBase64: bytes.toString('base64'),
          isSaidAgain: headers['said-again'] !== undefined,
          event: await reader.read(topic, bytes),
        };
      });
      return {
        ...{ service, id: `${row._id}`, createdAtMs: timeOf(row.createdAt) },
        isPublished: row.publishedAt !== null,
        records: await Promise.all(records),
      };
    });
    return (await Promise.all(seen)).filter(({ records }) => records.length > 0);
  }

  #db(service: keyof typeof databases): Db {
    return this.#client.db(databases[service]);
  }
}

const timeOf = (date: Date): number => date.getTime();

function bookingSeen({
  _id,
  userId,
  propertyId,
  status,
  payment,
  auditLog,
  createdAt,
  updatedAt,
  version,
}: Document): BookingSeen {
  return {
    ...{ id: `${_id}`, userId, propertyId, status, version },
    amount: `${payment.amount}`,
    currency: payment.currency,
    paymentStatus: payment.status,
    transactionId: payment.transactionId ?? null,
    auditLog: (auditLog as Document[]).map(({ action, timestamp, reason }) => ({
      action,
      timestampMs: timeOf(timestamp),
      reason: reason ?? null,
    })),
    createdAtMs: timeOf(createdAt),
    updatedAtMs: timeOf(updatedAt),
  };
}

const reservationSeen = ({
  _id,
  propertyId,
  checkIn,
  checkOut,
  state,
  heldSeq,
  releasedSeq,
  holdExpiresAt,
}: Document): ReservationSeen => ({
  ...{ id: `${_id}`, propertyId, checkIn, checkOut, state },
  heldSeq: heldSeq ?? null,
  releasedSeq: releasedSeq ?? null,
  holdExpiresAtMs: holdExpiresAt ? new Date(holdExpiresAt).getTime() : null,
});

const paymentSeen = ({ _id, status, amount, currency }: Document): PaymentSeen => ({
  id: `${_id}`,
  status,
  amount: `${amount}`,
  currency,
});
