import {
  ConflictError,
  type EventCommitter,
  handleBatch,
  type IncomingRecord,
  type Outgoing,
  type Transaction,
  type UnitOfWork,
  type Work,
} from '@wanderluxe/messaging';
import { type LogFields, silentLogger } from '@wanderluxe/runtime';
import type { BookingFacts, EventOn, TopicName } from '@wanderluxe/schemas';
import { type Horizon, horizonOf } from '../domain/horizon.ts';
import type { CountersCheckEdges } from '../jobs/counters-check.ts';
import { expireHolds } from '../jobs/expire-holds.ts';
import type { OverdueHoldsEdges } from '../jobs/overdue-holds-check.ts';
import { LoadedRooms } from '../loaded-rooms.ts';
import { noMetrics } from '../metrics.ts';
import type { CurrentProperty, Properties, Reservations, RoomCounters } from '../ports.ts';
import { type HandlerEdges, subscriptions } from '../subscriptions.ts';
import type { Delivered } from './events.ts';

export interface InstanceEdges {
  readonly counters: RoomCounters;
  readonly reservations: Reservations;
  readonly properties: Properties;
  readonly unitOfWork: UnitOfWork;
  /** As its stores have it, too. */
  readonly horizon?: Horizon;
}

export const NOW_MS = Date.UTC(2026, 4, 1);
export const HORIZON = horizonOf(30, () => NOW_MS);
export const HOLD_MS = 900_000;
export const RE_ASK_MS = 30_000;
export const GRACE_MS = 5_000;
/** The runner has no such bound; a test that needs more is stuck. */
const MAX_ATTEMPTS = 50;
const record = { headers: {} } as IncomingRecord;

/** One instance of the service without Kafka: it is given events, and what it says is kept. */
export class Instance {
  readonly edges: HandlerEdges & Horizon & InstanceEdges;
  readonly said: Outgoing[] = [];
  /** Its warnings. */
  readonly warned: LogFields[] = [];
  /** The instance's clock. */
  nowMs = NOW_MS;
  /** Attempts that another instance, or a reload, made void. */
  conflicts = 0;
  /** Called at the start of the next transaction, once: what happens between counting and journalling. */
  beforeSave: (() => Promise<void>) | undefined;
  readonly #handlers;

  constructor({ horizon = HORIZON, ...edges }: InstanceEdges) {
    const common = {
      ...edges,
      ...horizon,
      logger: {
        ...silentLogger,
        warn: (message: string, fields?: LogFields) => void this.warned.push({ message, ...fields }),
      },
      metrics: noMetrics,
      holdMs: HOLD_MS,
      nowMs: () => this.nowMs,
    };
    this.edges = { ...common, rooms: new LoadedRooms(common) };
    this.#handlers = subscriptions(this.edges);
  }

  open(id: string, capacity: number, buckets = 1): Promise<unknown> {
    return this.edges.properties.setCapacities([{ id, capacity, buckets }], NOW_MS);
  }

  /** A property as it is in the database now. */
  async property(id: string): Promise<CurrentProperty> {
    const property = (await this.edges.properties.find([id])).get(id);
    if (!property) throw new Error(`${id} was never opened`);
    return property;
  }

  /** Handles a batch as the runner does: in one transaction, and again after a conflict. */
  async deliver(...events: readonly Delivered[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(...events);
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === MAX_ATTEMPTS) throw error;
        this.conflicts += 1;
      }
    }
  }

  /** Handles a batch once; throws what a step threw. */
  async attempt(...events: readonly Delivered[]): Promise<void> {
    await handleBatch(events.map(this.#work), this.committer);
  }

  readonly committer: EventCommitter = {
    commit: async (said: readonly Outgoing[], save: (tx: Transaction) => Promise<void>) => {
      const before = this.beforeSave;
      this.beforeSave = undefined;
      await before?.();
      await this.edges.unitOfWork.run(save);
      this.said.push(...said);
    },
  };

  /** What the reconciler needs; it waits for `onGrace` instead of the time. */
  reconcileEdges(onGrace: () => Promise<unknown> = async () => {}): CountersCheckEdges & OverdueHoldsEdges {
    const asking = { ...this.edges, committer: this.committer, reAskMs: RE_ASK_MS };
    return {
      ...this.edges,
      reAskMs: RE_ASK_MS,
      graceMs: GRACE_MS,
      expireHolds: (isOurTurn) => expireHolds(asking, isOurTurn),
      sleep: onGrace,
      rest: async () => {},
    };
  }

  /** What was said on a topic. */
  on<T extends TopicName>(topic: T): EventOn<T>[] {
    return this.said.filter((said) => said.topic === topic).map(({ event }) => event as EventOn<T>);
  }

  async stateOf({ bookingId }: BookingFacts): Promise<string | undefined> {
    return (await this.edges.reservations.find([bookingId])).get(bookingId)?.state;
  }

  readonly #work = ({ topic, event }: Delivered): Work => {
    const subscription = this.#handlers.find(({ topics }) => topics.includes(topic));
    if (!subscription) throw new Error(`nothing hears ${topic}: see subscriptions.ts`);
    return { handler: subscription.handler, received: { event, record, prepared: undefined } };
  };
}
