import type { Processing } from '@wanderluxe/messaging';
import { breaking } from '@wanderluxe/payment/adapters/breaking-payment-provider.ts';
import {
  MemoryReminderWorker,
  type MemoryWorkerOptions,
} from '@wanderluxe/payment/adapters/memory-reminder-worker.ts';
import { AnnouncedCharges } from '@wanderluxe/payment/announced-charges.ts';
import { paymentsEffects } from '@wanderluxe/payment/failpoints.ts';
import { missingReminders } from '@wanderluxe/payment/jobs/missing-reminders-check.ts';
import { Sweeper } from '@wanderluxe/payment/jobs/sweeper.ts';
import { takeTurn } from '@wanderluxe/payment/jobs/turns.ts';
import { subscriptions } from '@wanderluxe/payment/subscriptions.ts';
import { EFFECT, type PortEffects, silentLogger } from '@wanderluxe/runtime';
import { bankOf } from './bank.ts';
import { type Gate, gated } from './gate.ts';
import type { Started } from './inventory.ts';
import type { Servers } from './servers.ts';
import { type Tuning, UNKNOWN_BACKOFF } from './tuning.ts';

const TURNS_IN_FLIGHT = 50;
const SWEEP_INTERVAL_MS = 3_000;
const BREAKER_PAUSE_MS = 1_000;
const ALARM_ATTEMPTS = 5;

/** What a worker asks of the queue's server. */
const queueEffects: PortEffects<MemoryWorkerOptions['queue']> = {
  scope: 'reminders',
  port: 'Reminders',
  methods: {
    schedule: EFFECT,
    take: EFFECT,
    renew: EFFECT,
    settle: EFFECT,
    missing: 'only reads',
    isDue: 'told by the server',
  },
};

/** Starts the payment service in a process, as its app does; answers how it is stopped. */
export function startPayment(gate: Gate, servers: Servers, processing: Processing, tuning: Tuning): Started {
  const payments = gated(gate, paymentsEffects, servers.payments, { dependency: 'mongo', inside: ['save'] });
  const reminders = new MemoryReminderWorker({
    queue: gated(gate, queueEffects, servers.reminders, { dependency: 'queue-redis' }),
    backoff: UNKNOWN_BACKOFF,
    random: Math.random,
    concurrency: TURNS_IN_FLIGHT,
  });
  const provider = breaking(bankOf(gate, servers), {
    faults: tuning.breakerFaults,
    pauseMs: BREAKER_PAUSE_MS,
    onState: () => {},
  });
  const { committer } = processing;
  const pendingBoundMs = tuning.settlementBoundMs;
  const charges = new AnnouncedCharges({ payments, provider, committer, nowMs: Date.now });
  const common = { payments, provider, charges, reminders, logger: silentLogger, nowMs: Date.now };
  const turns = {
    ...common,
    committer,
    alarm: () => {},
    settlementBoundMs: tuning.settlementBoundMs,
    escalationMs: tuning.escalationMs,
    alarmAttempts: ALARM_ATTEMPTS,
  };
  void reminders.work((reminder) => takeTurn(reminder, turns));
  const sweeper = new Sweeper({
    ...common,
    intervalMs: SWEEP_INTERVAL_MS,
    pendingBoundMs,
    onSwept: () => {},
  });
  sweeper.start();
  processing.reconcile({
    checks: [missingReminders({ ...common, pendingBoundMs })],
    intervalMs: tuning.reconcileIntervalMs,
  });
  void processing.consume(subscriptions(common), tuning);
  const stop = async (): Promise<void> => {
    reminders.stop();
    await Promise.all([sweeper.stop(), processing.stop()]);
  };
  return { stop };
}
