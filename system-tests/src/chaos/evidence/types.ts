import type { Poison } from '../faults/records.ts';
import type { Call } from '../load/history.ts';
import type { PropertyWish, Wish } from '../load/requests.ts';
import type { Start, UnexpectedEnd } from '../world/supervised.ts';

/** Everything here was read from the servers and from the clients themselves, never from a service's own word. */

export interface EventSeen {
  readonly eventId: string;
  readonly eventType: string;
  readonly timestampMs: number;
  readonly bookingId: string;
  readonly amount: string;
  readonly currency: string;
  readonly reason: string | null;
  readonly traceId: string;
}

/** A record as it lies on a topic; without `event` when it cannot be read. */
export interface RecordSeen {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly valueBase64: string;
  /** That it says it was written with; null when it says none. */
  readonly schemaId: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly event: EventSeen | null;
}

export interface OutboxRecordSeen {
  readonly topic: string;
  readonly key: string | null;
  readonly valueBase64: string;
  /** It says of itself that it is said once more because somebody asked. */
  readonly isSaidAgain: boolean;
  readonly event: EventSeen | null;
}

export interface OutboxRowSeen {
  readonly service: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly isPublished: boolean;
  readonly records: readonly OutboxRecordSeen[];
}

export interface BookingSeen {
  readonly id: string;
  readonly userId: string;
  readonly propertyId: string;
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
  readonly paymentStatus: string;
  readonly transactionId: string | null;
  readonly auditLog: readonly {
    readonly action: string;
    readonly timestampMs: number;
    readonly reason: string | null;
  }[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly version: number;
}

export interface ReservationSeen {
  readonly id: string;
  readonly propertyId: string;
  readonly checkIn: string;
  readonly checkOut: string;
  readonly state: string;
  readonly heldSeq: number | null;
  readonly releasedSeq: number | null;
  readonly holdExpiresAtMs: number | null;
}

export interface PaymentSeen {
  readonly id: string;
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
}

export interface BankEntrySeen {
  readonly kind: 'CAPTURE' | 'DECLINE' | 'REFUND';
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
}

/** The counters of one property in Redis, and what its API says. */
export interface CountersSeen {
  readonly propertyId: string;
  /** Null when nothing is loaded, or what is loaded is not trusted any more (another life of the server). */
  readonly loaded: {
    readonly epoch: number;
    readonly capacity: number;
    /** Rooms taken, by day since 1970. */
    readonly nights: Readonly<Record<string, number>>;
    /** "firstDay:nights" by booking. */
    readonly holds: Readonly<Record<string, string>>;
  } | null;
  readonly epochInMongo: number;
}

/** The committed offset of a group on a partition, when it was seen to have changed. */
export interface OffsetSample {
  readonly atMs: number;
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly committed: number;
}

export interface LinkTraffic {
  readonly link: string;
  /** Bytes since the world began. */
  readonly toServer: number;
  readonly toClient: number;
}

/** A fault as it really happened, of whatever kind. */
export interface FaultSeen {
  readonly kind: string;
  readonly target: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly amount: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** What was seen of it while it held; null when nothing was. */
  readonly seen: string | null;
  /** Why it could not be injected; null when it was. */
  readonly failure: string | null;
}

/** What is stored of each thing, as text, by its name. */
export type State = Readonly<Record<string, string>>;

/** What was stored before and after everything was delivered once more. */
export interface Redelivery {
  readonly before: State;
  readonly after: State;
  /** What was still under way when the bound was over. */
  readonly unrest: readonly string[];
}

export interface Evidence {
  readonly seed: number;
  /** How many Kafka brokers there are. */
  readonly brokers: number;
  /** Where the logs of every process are. */
  readonly engineFolder: string;
  readonly startedAtMs: number;
  /** When the last fault was healed. */
  readonly healedAtMs: number;
  /** When the last fault was healed and the last request accepted. */
  readonly boundFromMs: number;
  /** When nothing was under way any more; null when that did not come within the bound. */
  readonly restAtMs: number | null;
  readonly boundMs: number;
  /** What was still under way when the bound was over. */
  readonly unrest: readonly string[];
  /** The way to rest: what was under way, each time that it changed. */
  readonly restTrail: readonly string[];
  readonly faults: readonly FaultSeen[];
  readonly unexpectedEnds: readonly UnexpectedEnd[];
  /** Each start of the gateway, and when it had come up. */
  readonly gatewayStarts: readonly Readonly<Start>[];
  readonly properties: readonly PropertyWish[];
  readonly wishes: readonly Wish[];
  readonly calls: readonly Call[];
  readonly bookings: readonly BookingSeen[];
  readonly reservations: readonly ReservationSeen[];
  readonly payments: readonly PaymentSeen[];
  readonly outbox: readonly OutboxRowSeen[];
  readonly records: readonly RecordSeen[];
  readonly bank: readonly BankEntrySeen[];
  readonly counters: readonly CountersSeen[];
  readonly poisons: readonly Poison[];
  readonly offsets: readonly OffsetSample[];
  /** Topics that each consumer group hears. */
  readonly subscriptions: Readonly<Record<string, readonly string[]>>;
  readonly traffic: readonly LinkTraffic[];
  /** Null when nothing was delivered again, such as for want of rest before. */
  readonly redelivery: Redelivery | null;
}
