import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Booking } from './domain/booking.ts';
import { compensationOf } from './domain/compensation.ts';
import { judge } from './domain/status.ts';
import type { BookingChange } from './ports.ts';

/** What the ledger counts of the sagas. */
export interface SagaMetrics {
  /** Of a committed batch. After a crash a change may be counted twice. */
  changed(changes: readonly Pick<BookingChange, 'before' | 'after'>[]): void;
  /** Bookings that somebody was asked about for the first time. */
  overdue(bookings: number): void;
}

export const noMetrics: SagaMetrics = { changed() {}, overdue() {} };

/** Bookings that are late now. */
export interface LateBookings {
  /** Without an outcome. */
  readonly outcome: number;
  /** With an outcome, and something still to be given back. */
  readonly compensation: number;
}

const FINAL = new Set<Booking['status']>(['CONFIRMED', 'FAILED', 'CANCELLED']);

export function sagaMetrics(registry: Registry): SagaMetrics & { late(now: LateBookings): void } {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const started = counter('wl_saga_started_total', 'Bookings of which a first event was heard.');
  const outcomes = new Counter({
    name: 'wl_saga_outcomes_total',
    help: 'Bookings that came to an end, by which and why; one that is cancelled after it was confirmed has two.',
    labelNames: ['outcome', 'reason'],
    registers,
  });
  const timeToOutcome = new Histogram({
    name: 'wl_saga_time_to_outcome_seconds',
    help: 'From a booking’s first event to the one that brought its first end, by the clocks of those who said them.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900],
    registers,
  });
  const begun = counter('wl_saga_compensations_started_total', 'Bookings that began to owe rooms or money.');
  const done = counter(
    'wl_saga_compensations_completed_total',
    'Bookings that have given back all they owed.',
  );
  const overdue = counter('wl_saga_overdue_total', 'Bookings that were open past their time.');
  const late = new Gauge({
    name: 'wl_saga_overdue',
    help: 'Bookings open past their time now: without an outcome, or with something still to be given back; up to some 10,000.',
    labelNames: ['owed'],
    registers,
  });

  const outcome = (before: Booking | undefined, after: Booking): void => {
    if (!FINAL.has(after.status) || after.status === before?.status) return;
    const { decidedBy } = judge(after.auditLog);
    outcomes.inc({ outcome: after.status, reason: decidedBy?.reason ?? 'NONE' });
    if (!decidedBy || (before && FINAL.has(before.status))) return;
    timeToOutcome.observe(Math.max(0, decidedBy.timestampMs - after.createdAtMs) / 1_000);
  };
  const compensation = (before: Booking | undefined, after: Booking): void => {
    const [was, is] = [compensationOf(before?.auditLog ?? []), compensationOf(after.auditLog)];
    if (was === is) return;
    if (was !== 'owed') begun.inc();
    if (is === 'done') done.inc();
  };
  return {
    changed(changes) {
      for (const { before, after } of changes) {
        if (!before) started.inc();
        outcome(before, after);
        compensation(before, after);
      }
    },
    overdue: (bookings) => overdue.inc(bookings),
    late(now) {
      late.set({ owed: 'outcome' }, now.outcome);
      late.set({ owed: 'compensation' }, now.compensation);
    },
  };
}
