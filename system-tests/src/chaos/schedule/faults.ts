import { linkNames } from '../world/links.ts';
import { BANK_HANG_MS, BANK_LOOKUP_DELAY_MS } from '../world/tuning.ts';
import type { Random } from './random.ts';

/** What a fault is about, beside its kind. */
export interface FaultDetails {
  /** A service, a server, or a link "service->peer". */
  readonly target: string;
  readonly durationMs: number;
  /** How strong: a share, a delay, a number of records. */
  readonly amount: number;
}

const services = ['gateway', 'inventory', 'payment', 'booking-ledger'] as const;
const consumers = ['inventory', 'payment', 'booking-ledger'] as const;
/** Longer than the session timeout of a group's member (10 s): it comes back as a zombie. */
const PAST_SESSION_MS = [11_500, 14_000] as const;

const details = (target: string, durationMs: number, amount = 0): FaultDetails => ({
  target,
  durationMs,
  amount,
});

/** Every kind of fault, and how it is drawn. */
export const faultKinds = {
  'service-kill': (random) => details(random.pick(services), random.between(300, 4_000)),
  'service-freeze': (random) => details(random.pick(services), random.between(...PAST_SESSION_MS)),
  'redis-loss': (random) => details('redis', random.between(300, 3_000)),
  'redis-freeze': (random) => details('redis', random.between(2_000, 8_000)),
  'redis-slow': (random) => details('redis', random.between(3_000, 8_000), random.between(200, 1_500)),
  'mongo-kill': (random) => details('mongo', random.between(300, 2_000)),
  'mongo-freeze': (random) => details('mongo', random.between(2_000, 8_000)),
  'mongo-slow': (random) => details('mongo', random.between(3_000, 8_000), 500),
  'kafka-kill': (random) => details('kafka', random.between(300, 2_000)),
  'kafka-freeze': (random) => details('kafka', random.between(3_000, 12_000)),
  'registry-down': (random) => details('schema-registry', random.between(2_000, 8_000)),
  'bank-kill': (random) => details('bank', random.between(300, 3_000)),
  'bank-hang': (random) => details('bank', random.between(3_000, 8_000), BANK_HANG_MS),
  'bank-reset': (random) => details('bank', random.between(3_000, 8_000), random.between(20, 80) / 100),
  'bank-decline': (random) => details('bank', random.between(3_000, 8_000), random.between(20, 80) / 100),
  'bank-errors': (random) => details('bank', random.between(2_000, 6_000), random.between(50, 100) / 100),
  'bank-lookup-delay': (random) => details('bank', random.between(5_000, 10_000), BANK_LOOKUP_DELAY_MS),
  duplicates: (random) => details('kafka', 0, random.between(20, 200)),
  rewind: (random) => details(random.pick(consumers), 0, random.between(5, 50)),
  poison: (random) => details('kafka', 0, random.between(1, 4)),
  'link-slow': (random) =>
    details(random.pick(linkNames), random.between(3_000, 8_000), random.between(100, 900)),
  'link-hang': (random) => details(random.pick(linkNames), random.between(2_000, 8_000)),
  'link-cut': (random) => details(random.pick(linkNames), random.between(1_000, 6_000)),
  'link-reset': (random) => details(random.pick(linkNames), random.between(200, 2_000)),
} as const satisfies Record<string, (random: Random) => FaultDetails>;

export type FaultKind = keyof typeof faultKinds;
export const faultKindNames = Object.keys(faultKinds) as FaultKind[];
