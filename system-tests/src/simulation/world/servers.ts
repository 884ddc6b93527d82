import { MemoryBookings } from '@wanderluxe/booking-ledger/adapters/memory-bookings.ts';
import { MemoryOpenBookings } from '@wanderluxe/booking-ledger/adapters/memory-open-bookings.ts';
import { MemoryRedisCommands } from '@wanderluxe/gateway/adapters/memory-redis-commands.ts';
import { MemoryRoomCounters } from '@wanderluxe/inventory/adapters/memory/memory-counters.ts';
import {
  MemoryProperties,
  MemoryReservations,
  MemoryStore,
} from '@wanderluxe/inventory/adapters/memory/memory-store.ts';
import {
  MemoryBroker,
  MemoryLease,
  MemoryOutbox,
  MemoryParked,
  MemoryUnitOfWork,
} from '@wanderluxe/messaging/memory';
import { MemoryPaymentProvider } from '@wanderluxe/payment/adapters/memory-payment-provider.ts';
import { MemoryPayments } from '@wanderluxe/payment/adapters/memory-payments.ts';
import { MemoryReminders } from '@wanderluxe/payment/adapters/memory-reminders.ts';
import { GOOD_MANNERS } from './bank.ts';

/** What every service's own database has. */
export class Database {
  readonly unitOfWork = new MemoryUnitOfWork();
  readonly outbox = new MemoryOutbox();
  readonly parked = new MemoryParked();
  readonly #leases = new Map<string, MemoryLease>();

  lease(name: string): MemoryLease {
    const lease = this.#leases.get(name) ?? new MemoryLease();
    this.#leases.set(name, lease);
    return lease;
  }
}

export const PARTITIONS = 3;

/** The servers of one simulation: the twins, shared by all processes. They outlive every process. */
export class Servers {
  readonly broker = new MemoryBroker({ partitions: PARTITIONS });
  readonly databases = {
    inventory: new Database(),
    payment: new Database(),
    'booking-ledger': new Database(),
  } as const;
  readonly rooms = new MemoryStore();
  readonly reservations = new MemoryReservations(this.rooms);
  readonly properties = new MemoryProperties(this.rooms, this.databases.inventory.unitOfWork);
  readonly counters = new MemoryRoomCounters();
  /** Of the gateway's claims, in Redis. */
  readonly claims = new MemoryRedisCommands();
  readonly payments = new MemoryPayments();
  readonly reminders = new MemoryReminders();
  readonly bank = new MemoryPaymentProvider();
  readonly bookings = new MemoryBookings();
  readonly openBookings = new MemoryOpenBookings();
  bankManners = GOOD_MANNERS;

  /** Redis loses all that it had in memory. */
  loseRedis(): void {
    this.counters.lose();
    this.claims.lose();
    this.reminders.flush();
  }
}

export type Consuming = keyof Servers['databases'];
export const consuming = ['inventory', 'payment', 'booking-ledger'] as const satisfies Consuming[];
