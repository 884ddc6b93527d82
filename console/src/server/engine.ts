import { userInfo } from 'node:os';
import {
  type Action,
  addressOf,
  type BookingShown,
  bookingsPage,
  callJson,
  type DeadLetter,
  type Diagnosis,
  decide,
  eventIn,
  examine,
  type Finding,
  findAtOps,
  findBooking,
  type GroupLag,
  type Hold,
  heldRooms,
  httpAt,
  metricsText,
  type OpenPaymentStatus,
  type Payment,
  paymentsWith,
  type Row,
  readLags,
  releaseHold,
  resolvePayment,
  type Settings,
  serviceNames,
  type Timeline,
  timelineOf,
  undecided,
} from '@wanderluxe/infra/operate';
import type { NightsFree } from '../views/month.ts';
import type { Reading } from '../views/services.ts';
import type { BankAnswer } from '../views/tell-story.ts';

export interface Property {
  readonly id: string;
  readonly capacity: number;
}

/**
 * What the console asks of the engine: the services' own interfaces and Kafka, never a database.
 * Everything throws CommandError, with a remedy, when who is asked does not answer.
 */
export interface Engine {
  timeline(bookingId: string): Promise<Timeline>;
  /** As the ledger has it; null when it has not heard of it. */
  booking(bookingId: string): Promise<BookingShown | null>;
  /** What the bank says of a charge now; null when it knows none or is not asked. */
  bank(payment: Row): Promise<BankAnswer>;
  bookings(query: BookingsQuery): Promise<readonly BookingShown[]>;
  payments(status: OpenPaymentStatus, limit: number): Promise<readonly Payment[]>;
  holds(limit: number): Promise<readonly Hold[]>;
  resolve(bookingId: string, finding: Finding): Promise<unknown>;
  release(bookingId: string, reason: string): Promise<unknown>;
  /** In the order of their ids. */
  properties(limit: number): Promise<readonly Property[]>;
  nights(propertyId: string, from: string, to: string): Promise<NightsFree>;
  /** First night of some stay at the property, YYYY-MM-DD; null when none is known. */
  someStay(propertyId: string): Promise<string | null>;
  letters(): Promise<readonly DeadLetter[]>;
  eventIn(letter: DeadLetter): Promise<unknown>;
  decide(letters: readonly DeadLetter[], action: Action, reason: string): Promise<void>;
  examine(): Promise<readonly Diagnosis[]>;
  lags(): Promise<readonly GroupLag[]>;
  /** What each service says of itself to Prometheus. */
  readings(): Promise<readonly Reading[]>;
}

export interface BookingsQuery {
  readonly propertyId?: string | undefined;
  readonly status?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

const BANK_WITHIN_MS = 3_000;

/** The engine that these settings belong to. */
export function engineOf(settings: Settings): Engine {
  const inventory = { who: 'inventory', base: httpAt(settings, 'inventoryHttp') } as const;
  const bookings = async (query: BookingsQuery) => (await bookingsPage(settings, query)).bookings;
  return {
    timeline: (bookingId) => timelineOf(settings, bookingId),
    bank: ({ key }) =>
      callJson<BankAnswer>({
        who: 'bank',
        base: addressOf(settings, 'bank'),
        path: `/charges/${encodeURIComponent(`${key}`)}`,
        timeoutMs: BANK_WITHIN_MS,
      }).catch(() => null),
    booking: (bookingId) => findBooking(settings, bookingId),
    bookings,
    payments: (status, limit) => paymentsWith(settings, status, limit),
    holds: (limit) => heldRooms(settings, { limit }),
    resolve: (bookingId, finding) => resolvePayment(settings, bookingId, finding),
    release: (bookingId, reason) => releaseHold(settings, bookingId, { reason }),
    async properties(limit) {
      const path = `/properties?limit=${limit}`;
      return (await callJson<{ properties: Property[] }>({ ...inventory, path })).properties;
    },
    nights: (propertyId, from, to) =>
      callJson<NightsFree>({
        ...inventory,
        path: `/properties/${encodeURIComponent(propertyId)}/availability?from=${from}&to=${to}`,
      }),
    async someStay(propertyId) {
      const [booking] = await bookings({ propertyId, limit: 1 });
      if (!booking) return null;
      const path = `/reservations/${encodeURIComponent(booking._id)}`;
      return (await findAtOps<{ checkIn: string }>(settings, 'inventory', path))?.checkIn ?? null;
    },
    letters: () => undecided(settings, {}),
    eventIn: (letter) => eventIn(settings, letter),
    decide: (letters, action, reason) =>
      decide(settings, letters, { action, reason, by: userInfo().username, atMs: Date.now() }),
    examine: () => examine(settings),
    lags: () => readLags(settings),
    readings: () =>
      Promise.all(
        serviceNames.map(async (name) => ({
          name,
          text: await metricsText(settings, name),
          atMs: Date.now(),
        })),
      ),
  };
}
