import type { ServiceName } from '@wanderluxe/schemas';
import type { Random } from '../../chaos/schedule/random.ts';
import { everyService } from '../world/engine.ts';
import type { Dependency } from '../world/ground.ts';
import { type Consuming, consuming } from '../world/servers.ts';

/** What a fault is about, beside its kind. */
export interface FaultDetails {
  /** A service, a server, or "service->server". */
  readonly target: string;
  readonly durationMs: number;
  /** How strong: a share, a delay, a number of records or calls. */
  readonly amount: number;
}

const details = (target: string, durationMs: number, amount = 0): FaultDetails => ({
  target,
  durationMs,
  amount,
});

const peers: Readonly<Record<ServiceName, readonly Dependency[]>> = {
  gateway: ['redis', 'kafka', 'booking-ledger'],
  inventory: ['mongo', 'redis', 'kafka'],
  payment: ['mongo', 'queue-redis', 'kafka', 'bank'],
  'booking-ledger': ['mongo', 'kafka'],
};

function link(random: Random): string {
  const service: ServiceName = random.pick(everyService);
  return `${service}->${random.pick(peers[service])}`;
}

/** Where a zombie can do most harm, more often. */
const HALTED: readonly ServiceName[] = ['inventory', 'inventory', 'payment', 'booking-ledger', 'gateway'];
const halted = (random: Random, leastMs: number): FaultDetails =>
  details(random.pick(HALTED), random.between(leastMs, 14_000));
const servers: readonly Dependency[] = ['mongo', 'redis', 'kafka', 'bank'];
const member = (random: Random): Consuming => random.pick(consuming);
const share = (random: Random, low: number, high: number): number => random.between(low, high) / 100;

/** Every kind of fault, and how it is drawn. */
export const faultKinds = {
  /** Dies at a moment. */
  'service-kill': (random) => details(random.pick(everyService), random.between(200, 4_000)),
  /** Dies between two effects: before or after the call that is `amount` calls away. */
  'service-crash': (random) =>
    details(random.pick(everyService), random.between(200, 4_000), random.between(0, 40)),
  'service-freeze': (random) => details(random.pick(everyService), random.between(500, 16_000)),
  /** Halts between two effects, past its session. */
  'service-halt': (random) => halted(random, 10_200),
  /** Redis forgets everything meanwhile. A shorter halt goes on without a successor, over counters that others have loaded. */
  'service-halt-redis-loss': (random) => halted(random, 2_000),
  'service-restart': (random) => details(member(random), random.between(200, 2_000)),
  rebalance: (random) => details(member(random), 0),
  rewind: (random) => details(member(random), 0, random.between(1, 200)),
  duplicates: (random) => details('kafka', 0, random.between(5, 60)),
  'redis-loss': () => details('redis', 0),
  'server-away': (random) => details(random.pick(servers), random.between(300, 5_000)),
  'link-away': (random) => details(link(random), random.between(300, 6_000)),
  /** Answers are lost, and effects come late or in part. */
  'link-lossy': (random) => details(link(random), random.between(500, 6_000), share(random, 20, 80)),
  'link-slow': (random) => details(link(random), random.between(1_000, 6_000), random.between(50, 1_500)),
  /** The driver makes a commit again whose answer it has not heard. */
  'commit-twice': (random) =>
    details(`${member(random)}->mongo`, random.between(500, 4_000), share(random, 10, 60)),
  /** Steps fail for a reason that nobody expects. */
  bug: (random) => details(`${member(random)}->mongo`, random.between(300, 2_000), share(random, 10, 70)),
  'bank-decline': (random) => details('bank', random.between(1_000, 6_000), share(random, 20, 90)),
  'bank-hang': (random) => details('bank', random.between(1_000, 8_000), share(random, 30, 100)),
  'bank-errors': (random) => details('bank', random.between(1_000, 6_000), share(random, 30, 100)),
  'bank-lookup-delay': (random) =>
    details('bank', random.between(3_000, 10_000), random.between(1_000, 9_000)),
} as const satisfies Record<string, (random: Random) => FaultDetails>;

export type FaultKind = keyof typeof faultKinds;
export const faultKindNames = Object.keys(faultKinds) as FaultKind[];

/** One fault of a simulation; times are milliseconds since the load began. */
export interface PlannedFault extends FaultDetails {
  readonly kind: FaultKind;
  readonly startMs: number;
}

const MIN_FAULTS = 5;
const MAX_FAULTS = 10;

/** At least five, in the order of their starts. */
export function drawFaults(
  random: Random,
  { forMs, kinds = faultKindNames }: { forMs: number; kinds?: readonly FaultKind[] },
): PlannedFault[] {
  const count = random.between(MIN_FAULTS, MAX_FAULTS);
  const drawn = Array.from({ length: count }, (): PlannedFault => {
    const kind = random.pick(kinds);
    return { kind, startMs: random.between(0, forMs), ...faultKinds[kind](random) };
  });
  return drawn.sort((a, b) => a.startMs - b.startMs);
}
