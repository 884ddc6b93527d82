import { connectMongo, MongoUnitOfWork } from '@wanderluxe/messaging';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Collection, MongoClient } from 'mongodb';
import { MongoPayments } from '../adapters/mongo-payments.ts';
import { type App, createApp } from '../app.ts';
import { paymentConfig } from '../config.ts';
import type { Payment } from '../domain/payment.ts';
import { BankSimulator } from './bank-simulator.ts';
import { enterKafka, type KafkaWorld, startAtTheEnd } from './kafka-world.ts';
import { type InventoryReserved, reserved } from './reserved.ts';

export const many = (
  count: number,
  changes: Partial<InventoryReserved['payload']> = {},
): InventoryReserved[] =>
  Array.from({ length: count }, (_, index) =>
    reserved({ propertyId: `prop-${index % 20}`, amount: String(100 + index), ...changes }),
  );

/** The whole payment service in this process, over real servers and the real bank simulator, impatient. */
export class ServiceUnderTest {
  readonly group: string;
  readonly world: KafkaWorld;
  readonly bank: BankSimulator;
  readonly #mongo: MongoClient;
  #app: App | undefined;

  private constructor(group: string, world: KafkaWorld, bank: BankSimulator, mongo: MongoClient) {
    this.group = group;
    this.world = world;
    this.bank = bank;
    this.#mongo = mongo;
  }

  static async enter(prefix: string): Promise<ServiceUnderTest> {
    const group = freshId(prefix);
    const mongo = await connectMongo(servers().mongoUri, group);
    const bank = await BankSimulator.start();
    const world = await enterKafka();
    await startAtTheEnd(group);
    return new ServiceUnderTest(group, world, bank, mongo);
  }

  async leave(): Promise<void> {
    await this.bank.stop();
    await this.world.leave();
    await this.#mongo.db(this.group).dropDatabase();
    await this.#mongo.close();
  }

  async start(changes: Record<string, string> = {}): Promise<void> {
    const config = paymentConfig({
      ...process.env,
      OPS_PORT: '0',
      LOG_LEVEL: 'error',
      MONGODB_DATABASE: this.group,
      BANK_URL: this.bank.url,
      BANK_SETTLEMENT_BOUND_MS: '1000',
      QUEUE_PREFIX: `{${this.group}}`,
      UNKNOWN_FIRST_DELAY_MS: '50',
      UNKNOWN_MAX_DELAY_MS: '200',
      UNKNOWN_SWEEP_INTERVAL_MS: '300',
      ...changes,
    });
    this.#app = await createApp(config, { group: this.group });
  }

  async stop(): Promise<void> {
    await this.#app?.stop();
    this.#app = undefined;
  }

  get opsUrl(): string {
    return `http://127.0.0.1:${this.#app?.opsPort}`;
  }

  metrics = async (): Promise<string> => (await fetch(`${this.opsUrl}/metrics`)).text();

  /** Stores rows that the service did not make itself. */
  store(rows: readonly Payment[]): Promise<void> {
    const payments = new MongoPayments(this.#mongo.db(this.group));
    return new MongoUnitOfWork(this.#mongo).run((tx) => payments.save(tx, rows));
  }

  get rows(): Collection {
    return this.#mongo.db(this.group).collection('payments');
  }

  /** Rows of these bookings that the condition holds for. */
  count(events: readonly InventoryReserved[], condition: Readonly<Record<string, unknown>>): Promise<number> {
    const ids = events.map(({ payload }) => payload.bookingId as never);
    return this.rows.countDocuments({ _id: { $in: ids }, ...condition });
  }

  /** Waits until exactly these words are published of each booking, in this order. */
  async allSaid(events: readonly InventoryReserved[], ...words: string[]): Promise<void> {
    await eventually(
      async () => {
        for (const said of await this.#wordsOf(events)) expect(said).to.deep.equal(words);
      },
      { withinMs: 40_000, everyMs: 100 },
    );
  }

  /** The bank's own books of each booking. */
  async booksOf(events: readonly InventoryReserved[]): Promise<string[][]> {
    const entries = Map.groupBy(await this.bank.entries(), ({ reference }) => reference);
    return events.map(({ payload }) =>
      (entries.get(payload.bookingId) ?? []).map(({ kind, amount }) => `${kind} ${amount}`),
    );
  }

  async #wordsOf(events: readonly InventoryReserved[]): Promise<string[][]> {
    const published = await this.world.publishedBy(this.#mongo.db(this.group));
    return events.map(({ payload }) =>
      (published.get(payload.bookingId) ?? []).map((event) =>
        'reason' in event.payload ? `${event.eventType} ${event.payload.reason}` : event.eventType,
      ),
    );
  }
}

export const bothWays = (events: readonly InventoryReserved[]): string[][] =>
  events.map(({ payload }) => [`CAPTURE ${payload.amount}.00`, `REFUND ${payload.amount}.00`]);
