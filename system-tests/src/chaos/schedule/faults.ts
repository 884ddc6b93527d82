import { linkNames } from '../world/links.ts';
import { BANK_HANG_MS, BANK_LOOKUP_DELAY_MS, SESSION_TIMEOUT_MS } from '../world/tuning.ts';
import type { Random } from './random.ts';

/** What a fault is about, beside its kind. */
export interface FaultDetails {
  /** A service, a server, or a link "service->peer". */
  readonly target: string;
  readonly durationMs: number;
  /** How strong: a share, a delay, a number of records, seconds of a wrong clock, which of many failpoints. */
  readonly amount: number;
}

const services = ['gateway', 'inventory', 'payment', 'booking-ledger'] as const;
const consumers = ['inventory', 'payment', 'booking-ledger'] as const;
/** The group goes on without it: it comes back as a zombie. */
const PAST_SESSION_MS = [SESSION_TIMEOUT_MS + 600, SESSION_TIMEOUT_MS + 2_000] as const;
/** After 3 s the others elect leaders for the partitions of a broker that is silent. */
const PAST_BROKER_SESSION_MS = [4_000, 7_000] as const;
const HOUR_S = 3_600;
const MAX_AMOUNT = 1_000_000;

const details = (target: string, durationMs: number, amount = 0): FaultDetails => ({
  target,
  durationMs,
  amount,
});

/** Hours, forwards or back. */
const wrongClock = (random: Random): number =>
  (random.chance(0.5) ? 1 : -1) * random.between(HOUR_S, 12 * HOUR_S);

/** Every kind of fault, and how it is drawn. */
export const faultKinds = {
  'service-kill': (random) => details(random.pick(services), random.between(300, 2_500)),
  'service-failpoint': (random) =>
    details(random.pick(services), random.between(3_000, 6_000), random.between(0, MAX_AMOUNT)),
  'service-freeze': (random) => details(random.pick(services), random.between(...PAST_SESSION_MS)),
  'service-zombie': (random) => details(random.pick(consumers), random.between(...PAST_SESSION_MS)),
  'service-clock': (random) =>
    details(random.pick(services), random.between(2_000, 4_000), wrongClock(random)),
  'service-next-schema': (random) => details(random.pick(services), random.between(2_000, 4_000)),
  'group-churn': (random) =>
    details(random.pick(consumers), random.between(4_000, 7_000), random.between(300, 900)),
  'redis-loss': (random) => details('redis', random.between(300, 2_000)),
  'redis-flush': () => details('redis', 0),
  'redis-freeze': (random) => details('redis', random.between(1_500, 5_000)),
  'redis-slow': (random) => details('redis', random.between(2_000, 5_000), random.between(200, 1_200)),
  'queue-flush': () => details('redis', 0),
  'mongo-kill': (random) => details('mongo', random.between(300, 1_500)),
  'mongo-freeze': (random) => details('mongo', random.between(1_500, 5_000)),
  'mongo-slow': (random) => details('mongo', random.between(2_000, 5_000), 500),
  'kafka-kill': (random) => details('kafka', random.between(300, 1_500)),
  'kafka-leader-kill': (random) => details('kafka', random.between(...PAST_BROKER_SESSION_MS)),
  'kafka-freeze': (random) => details('kafka', random.between(2_000, 6_000)),
  'registry-down': (random) => details('schema-registry', random.between(1_500, 5_000)),
  'registry-freeze': (random) => details('schema-registry', random.between(1_500, 5_000)),
  'bank-kill': (random) => details('bank', random.between(300, 2_000)),
  'bank-hang': (random) => details('bank', random.between(2_000, 5_000), BANK_HANG_MS),
  'bank-reset': (random) => details('bank', random.between(2_000, 5_000), random.between(20, 80) / 100),
  'bank-decline': (random) => details('bank', random.between(2_000, 5_000), random.between(20, 80) / 100),
  'bank-errors': (random) => details('bank', random.between(1_500, 4_000), random.between(50, 100) / 100),
  'bank-lookup-delay': (random) => details('bank', random.between(3_000, 6_000), BANK_LOOKUP_DELAY_MS),
  duplicates: (random) => details('kafka', 0, random.between(20, 200)),
  rewind: (random) => details(random.pick(consumers), 0, random.between(5, 50)),
  poison: (random) => details('kafka', 0, random.between(1, 4)),
  'link-slow': (random) =>
    details(random.pick(linkNames), random.between(2_000, 5_000), random.between(100, 900)),
  'link-hang': (random) => details(random.pick(linkNames), random.between(1_500, 5_000)),
  'link-cut': (random) => details(random.pick(linkNames), random.between(800, 4_000)),
  'link-reset': (random) => details(random.pick(linkNames), random.between(200, 2_000)),
} as const satisfies Record<string, (random: Random) => FaultDetails>;

export type FaultKind = keyof typeof faultKinds;
export const faultKindNames = Object.keys(faultKinds) as FaultKind[];

/** Every fourth schedule runs on a cluster of three brokers, the others on one. */
const CLUSTER_EVERY = 4;
export const brokersOf = (seed: number): 1 | 3 => (seed % CLUSTER_EVERY === 0 ? 3 : 1);

/** Without its leader, a single broker is no broker at all: that is another kind. */
const ofClusters: ReadonlySet<FaultKind> = new Set(['kafka-leader-kill']);
export const isPossible = (kind: FaultKind, brokers: number): boolean => brokers > 1 || !ofClusters.has(kind);
