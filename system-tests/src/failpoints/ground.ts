import { setCapacities } from '@wanderluxe/infra/demo';
import { decide, undecided } from '@wanderluxe/infra/dlq';
import {
  type IncomingRecord,
  kafkaPublisher,
  type OutgoingRecord,
  type RecordPublisher,
  retryHeaders,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { deadLetterTopicOf, RETRY_LEVELS, retryTopicOf, type TopicName } from '@wanderluxe/schemas';
import { Redis } from 'ioredis';
import { BankFaults } from '../chaos/faults/bank-faults.ts';
import { CHAOS_HEADER } from '../chaos/faults/records.ts';
import { Clients } from '../chaos/load/clients.ts';
import { GatewayCalls } from '../chaos/load/gateway.ts';
import type { PropertyWish, Wish } from '../chaos/load/requests.ts';
import type { World } from '../chaos/world/world.ts';
import { bankBehaviour } from './fates.ts';
import { type HandlingService, Stores } from './stores.ts';
import { until } from './until.ts';

/** The record by which a service first hears of a booking that it has to work for. */
const firstHeard: Readonly<Record<HandlingService, TopicName>> = {
  inventory: 'booking.requests',
  payment: 'inventory.reserved',
  'booking-ledger': 'booking.requests',
};

/** More than the bound in which everything comes to rest. */
const SEEN_WITHIN_MS = 90_000;

/** What the ways to a failpoint act on. */
export class Ground {
  readonly world: World;
  readonly stores: Stores;
  readonly clients: Clients;
  readonly #gateway: GatewayCalls;
  readonly #publisher: RecordPublisher;
  readonly #redis: Redis;

  private constructor(world: World, stores: Stores, publisher: RecordPublisher) {
    this.world = world;
    this.stores = stores;
    this.#publisher = publisher;
    this.#gateway = new GatewayCalls(world.direct.gatewayUrl);
    this.clients = new Clients(this.#gateway);
    this.#redis = new Redis(world.direct.redisUrl);
  }

  static async at(world: World): Promise<Ground> {
    const { kafkaBrokers: brokers, mongoUri, bankUrl } = world.direct;
    const [stores, publisher] = await Promise.all([
      Stores.open(mongoUri),
      kafkaPublisher({ brokers, clientId: 'failpoints', logger: silentLogger }),
      new BankFaults(bankUrl).add(bankBehaviour),
    ]);
    return new Ground(world, stores, publisher);
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
    await Promise.all([this.#gateway.close(), this.#publisher.close(), this.stores.close()]);
  }

  /** Insists, as whoever sets capacities would: the inventory may be starting. */
  async open(properties: readonly PropertyWish[]): Promise<void> {
    await until(`capacities of ${properties.map(({ id }) => id)}`, SEEN_WITHIN_MS, () =>
      setCapacities(this.world.direct.inventoryUrl, properties).then(
        () => true,
        () => undefined,
      ),
    );
  }

  /** The gateway forgets that it has accepted this request. */
  async forgetClaim({ key, bookingId }: Wish): Promise<void> {
    await this.#redis.del(`idem:${key}`, `booking:${bookingId}`);
  }

  /** Waits for the booking's outcome; answers whether it was confirmed. */
  async isConfirmed({ bookingId }: Wish): Promise<boolean> {
    const status = await until(`the outcome of ${bookingId}`, SEEN_WITHIN_MS, async () => {
      const now = await this.stores.statusOf('booking-ledger', bookingId);
      return now === 'CONFIRMED' || now === 'FAILED' ? now : undefined;
    });
    return status === 'CONFIRMED';
  }

  /** The record that the observer has seen on this topic under this key. */
  seen(topic: string, key: string): Promise<IncomingRecord> {
    return until(`a record of ${key} on ${topic}`, SEEN_WITHIN_MS, () =>
      this.world.observer.records.find((record) => record.topic === topic && `${record.key}` === key),
    );
  }

  /** The broker delivers once more what the service first heard of the one booking of this property. */
  async repeat(service: HandlingService, propertyId: string): Promise<void> {
    const { topic, key, value, headers } = await this.seen(firstHeard[service], propertyId);
    await this.publish({ topic, key, value, headers: { ...headers, [CHAOS_HEADER]: 'duplicate' } });
  }

  /** As a record that has failed in every retry topic but the last. */
  async atLastLevel(service: HandlingService, propertyId: string): Promise<void> {
    const original = firstHeard[service];
    const { key, value, headers } = await this.seen(retryTopicOf(original, service, 1), propertyId);
    const attempt = { [retryHeaders.attempt]: `${RETRY_LEVELS}`, [retryHeaders.dueAt]: `${Date.now()}` };
    const topic = retryTopicOf(original, service, RETRY_LEVELS);
    await this.publish({ topic, key, value, headers: { ...headers, ...attempt } });
  }

  retryRecord(service: HandlingService, propertyId: string): Promise<IncomingRecord> {
    return this.seen(retryTopicOf(firstHeard[service], service, 1), propertyId);
  }

  /** @throws Error when the letter is not the record byte for byte */
  async deadLetter(service: HandlingService, propertyId: string): Promise<void> {
    const original = await this.seen(firstHeard[service], propertyId);
    const letter = await this.seen(deadLetterTopicOf(firstHeard[service], service), propertyId);
    if (!original.value || !letter.value?.equals(original.value))
      throw new Error(`the dead letter of ${propertyId} has not the bytes of its record`);
  }

  /** What `./wanderluxe dlq replay` does. */
  async replayLetters(group: HandlingService, propertyId: string): Promise<void> {
    const { settings } = this.world;
    const letters = await undecided(settings, { group });
    const own = letters.filter(({ record }) => `${record.key}` === propertyId);
    const decision = { action: 'replay', reason: 'its cause is mended', by: 'failpoints' } as const;
    await decide(settings, own, { ...decision, atMs: Date.now() });
  }

  /** Until the booking stands in no line any more: what waited behind a dead letter may be set aside after a replay. */
  async replayUntilFree(group: HandlingService, { bookingId, propertyId }: Wish): Promise<void> {
    await until(`${bookingId} in no line at ${group}`, SEEN_WITHIN_MS, async () => {
      if ((await this.stores.parked(group, bookingId)) === null) return true;
      await this.replayLetters(group, propertyId);
      return undefined;
    });
  }

  async publish(record: OutgoingRecord): Promise<void> {
    await this.#publisher.publish([record]);
  }

  /** An operator's finding about a payment: nothing; told again until the service has heard it. */
  async askOn(bookingId: string): Promise<void> {
    const { opsUrl } = this.world.processes.payment.component.addresses;
    await until(`the finding about ${bookingId}`, SEEN_WITHIN_MS, async () => {
      const response = await fetch(`${opsUrl}/payments/${bookingId}/resolution`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ result: 'ask' }),
      }).catch(() => undefined);
      return response && response.status < 500 ? true : undefined;
    });
  }
}
