import fc from 'fast-check';
import type { MemoryClientRequests } from '../../adapters/memory-client-requests.ts';

/** A request by small numbers, so that keys and booking ids meet again; `content` is what else the body says. */
export interface Ask {
  readonly key: number;
  readonly booking: number;
  readonly content: number;
}

/** How the world is while a request is handled. */
export interface Weather {
  readonly broker: MemoryClientRequests['mode'] | 'unhealthy';
  /** deaf: commands take effect, their answers are lost. */
  readonly redis: 'there' | 'away' | 'deaf';
  readonly ledger: 'there' | 'away';
}

export type Step =
  /** Copies of one request at the same time, at two gateways in turn. */
  | { readonly kind: 'post'; readonly ask: Ask; readonly copies: number; readonly weather: Weather }
  /** Different requests at the same time. */
  | { readonly kind: 'race'; readonly asks: readonly Ask[]; readonly ledger: Weather['ledger'] }
  | { readonly kind: 'pass'; readonly what: keyof typeof periodsMs }
  | { readonly kind: 'lose redis' }
  /** The ledger handles all that is on the topic. */
  | { readonly kind: 'ledger hears' }
  /** What is with the broker and not acknowledged yet is now, or its client gives up. */
  | { readonly kind: 'settle'; readonly how: 'acknowledged' | 'given up' };

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
export const limits = { leaseMs: 30 * SECOND_MS, acceptedTtlMs: 24 * HOUR_MS };
export const periodsMs = {
  'a second': SECOND_MS,
  'more than a lease': limits.leaseMs + SECOND_MS,
  '23 hours': 23 * HOUR_MS,
  '25 hours': 25 * HOUR_MS,
  '31 days': 31 * 24 * HOUR_MS,
};

const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 2 * others.length, arbitrary: fc.constant(usual) },
    ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })),
  );
const ask: fc.Arbitrary<Ask> = fc.record({ key: fc.nat(1), booking: fc.nat(1), content: mostly(0, 1, 2) });
const ledger = mostly<Weather['ledger']>('there', 'away');
const weather: fc.Arbitrary<Weather> = fc.record({
  broker: mostly<Weather['broker']>(
    'acknowledge',
    ...(['lost_acknowledgement', 'give_up', 'handed_over', 'handed_over', 'waiting', 'unhealthy'] as const),
  ),
  redis: mostly<Weather['redis']>('there', 'there', 'away', 'deaf'),
  ledger,
});

const step = <S extends Step>(kind: S['kind'], rest: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({ kind: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<Step>;

export const histories: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: step('post', { ask, copies: fc.integer({ min: 1, max: 3 }), weather }) },
    { weight: 3, arbitrary: step('race', { asks: fc.array(ask, { minLength: 2, maxLength: 4 }), ledger }) },
    { weight: 4, arbitrary: step('pass', { what: fc.constantFrom(...Object.keys(periodsMs)) }) },
    { weight: 2, arbitrary: step('ledger hears') },
    { weight: 2, arbitrary: step('lose redis') },
    { weight: 3, arbitrary: step('settle', { how: fc.constantFrom('acknowledged', 'given up') }) },
  ),
  { maxLength: 14, size: 'max' },
);
