import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventCommitter, Lease } from '@wanderluxe/messaging';
import type { Config } from './config.ts';
import { expireHolds } from './jobs/expire-holds.ts';
import { type IsOurTurn, LeasedSchedule } from './jobs/leased-schedule.ts';
import type { ReconcileEdges } from './jobs/reconcile.ts';
import { Reconciler } from './jobs/reconciler.ts';
import type { RoomCounters } from './ports.ts';

type Common = Pick<ReconcileEdges, 'rooms' | 'properties' | 'reservations' | 'metrics' | 'logger' | 'nowMs'>;

export interface SchedulesOptions extends Common {
  readonly counters: RoomCounters;
  readonly committer: EventCommitter;
  /** The lease of that name, shared by all instances. */
  readonly leaseOf: (name: string) => Lease;
  readonly config: Config;
}

export interface Schedules {
  readonly reconciler: Reconciler;
  stop(): Promise<void>;
}

/** Starts what the inventory does by the clock, each job in one instance at a time. */
export function startSchedules(options: SchedulesOptions): Schedules {
  const { leaseOf, config, logger, nowMs } = options;
  const reAskMs = config.HOLD_REASK_MS;
  const expire = (isOurTurn: IsOurTurn) => expireHolds({ ...options, reAskMs }, isOurTurn);
  const reconciler = new Reconciler({
    ...options,
    reAskMs,
    expireHolds: expire,
    graceMs: config.RECONCILE_GRACE_MS,
    sleep: (ms) => sleep(ms, undefined, { ref: false }),
  });
  const holder = randomUUID();
  const schedule = (name: string, intervalMs: number, job: (isOurTurn: IsOurTurn) => Promise<unknown>) =>
    new LeasedSchedule({ name, lease: leaseOf(name), holder, intervalMs, job, logger, nowMs });
  const schedules = [
    schedule('expire-holds', config.SWEEP_INTERVAL_MS, expire),
    schedule('reconcile', config.RECONCILE_INTERVAL_MS, (isOurTurn) => reconciler.turn(isOurTurn)),
  ];
  for (const one of schedules) one.start();
  return {
    reconciler,
    async stop() {
      await Promise.all(schedules.map((one) => one.stop()));
    },
  };
}
