import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type EventCommitter,
  type IsOurTurn,
  type Lease,
  LeasedSchedule,
  type ReconcileCheck,
} from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import type { Config } from './config.ts';
import type { Horizon } from './domain/horizon.ts';
import { CountersCheck } from './jobs/counters-check.ts';
import { type ExpireHoldsEdges, expireHolds } from './jobs/expire-holds.ts';
import { overdueHolds } from './jobs/overdue-holds-check.ts';
import type { LoadedRooms } from './loaded-rooms.ts';
import type { Properties } from './ports.ts';

export interface SchedulesOptions extends Omit<ExpireHoldsEdges, 'reAskMs'> {
  readonly rooms: LoadedRooms;
  readonly properties: Properties;
  readonly countsFrom: Horizon['countsFrom'];
  readonly committer: EventCommitter;
  readonly logger: Logger;
  readonly config: Config;
}

/**
 * Between a few properties that are compared and the next. Without it a turn over 200 properties took half a core for two
 * seconds, in which one request in a hundred waited more than 150 ms to be accepted instead of 60.
 */
const LOOK_REST_MS = 100;

/** Asks payment about holds past their deadline, by the clock, in one instance at a time. */
export function startExpiringHolds(options: SchedulesOptions, lease: Lease): LeasedSchedule {
  const { logger, config } = options;
  const schedule = new LeasedSchedule({
    name: 'expire-holds',
    lease,
    holder: randomUUID(),
    intervalMs: config.SWEEP_INTERVAL_MS,
    leaseMs: config.JOB_LEASE_MS,
    job: expiring(options),
    logger,
  });
  schedule.start();
  return schedule;
}

/** What the inventory reconciles besides its outbox. */
export const checks = (options: SchedulesOptions): readonly ReconcileCheck[] => {
  const graceMs = options.config.RECONCILE_GRACE_MS;
  const reAskMs = options.config.HOLD_REASK_MS;
  const wait = (ms: number) => sleep(ms, undefined, { ref: false });
  return [
    new CountersCheck({ ...options, graceMs, sleep: wait, rest: () => wait(LOOK_REST_MS) }),
    overdueHolds({ ...options, graceMs, reAskMs, expireHolds: expiring(options) }),
  ];
};

const expiring = (options: SchedulesOptions) => (isOurTurn: IsOurTurn) =>
  expireHolds({ ...options, reAskMs: options.config.HOLD_REASK_MS }, isOurTurn);
