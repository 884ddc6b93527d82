import { createHash } from 'node:crypto';

/** How the bank behaves from now on. Shares are between 0 and 1. */
export interface Behaviour {
  /** Time that every charge, refund and look-up takes. */
  readonly latencyMs: number;
  /** On top of it, an even draw between 0 and this. */
  readonly latencyJitterMs: number;
  /** Charges answered 402. A property of the key: a declined key stays declined. */
  readonly declineShare: number;
  /** Attempts that take effect and are answered only after `hangMs`. */
  readonly hangShare: number;
  readonly hangMs: number;
  /** Attempts that take effect, then lose their connection instead of an answer. */
  readonly resetShare: number;
  /** Attempts and look-ups answered 503, without any effect. */
  readonly errorShare: number;
  /** A look-up does not know a charge until this long after it. */
  readonly lookupDelayMs: number;
  /** The same seed draws the same fate for the same keys. */
  readonly seed: number;
}

export const DEFAULT_BEHAVIOUR: Behaviour = {
  latencyMs: 100,
  latencyJitterMs: 0,
  declineShare: 0,
  hangShare: 0,
  hangMs: 30_000,
  resetShare: 0,
  errorShare: 0,
  lookupDelayMs: 0,
  seed: 1,
};

const MAX_DURATION_MS = 600_000;

/** The largest value of a field, and whether it must be whole. */
function limitOf(field: string): { max: number; whole: boolean } {
  if (field.endsWith('Share')) return { max: 1, whole: false };
  if (field.endsWith('Ms')) return { max: MAX_DURATION_MS, whole: true };
  return { max: Number.MAX_SAFE_INTEGER, whole: true };
}

export interface Fault {
  readonly field: string;
  readonly problem: string;
}

export type Checked = { readonly behaviour: Behaviour } | { readonly faults: readonly Fault[] };

/** Fields that are left out have their defaults. Names every fault at once. */
export function checkBehaviour(given: unknown): Checked {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { faults: [{ field: '', problem: 'must be a JSON object' }] };
  }
  const faults = Object.entries(given).flatMap(([field, value]) => fieldFaults(field, value));
  if (faults.length > 0) return { faults };
  const behaviour = { ...DEFAULT_BEHAVIOUR, ...given };
  if (behaviour.hangShare + behaviour.resetShare + behaviour.errorShare > 1) {
    return { faults: [{ field: 'errorShare', problem: 'with hangShare and resetShare must be at most 1' }] };
  }
  return { behaviour };
}

function fieldFaults(field: string, value: unknown): Fault[] {
  if (!Object.hasOwn(DEFAULT_BEHAVIOUR, field)) {
    return [{ field, problem: `is unknown; known are ${Object.keys(DEFAULT_BEHAVIOUR).join(', ')}` }];
  }
  const { max, whole } = limitOf(field);
  const fits = typeof value === 'number' && value >= 0 && value <= max && (!whole || Number.isInteger(value));
  return fits
    ? []
    : [{ field, problem: `must be ${whole ? 'a whole number' : 'a number'} from 0 to ${max}` }];
}

export type Fate = 'answer' | 'hang' | 'reset' | 'error';

/** Evenly distributed in [0, 1), the same for the same parts. */
export function draw(...parts: readonly (string | number)[]): number {
  return createHash('md5').update(JSON.stringify(parts)).digest().readUInt32BE(0) / 2 ** 32;
}

/** What becomes of one attempt: drawn anew for each attempt with a key. */
export function fateOf(behaviour: Behaviour, key: string, attempt: number): Fate {
  const { seed, hangShare, resetShare, errorShare } = behaviour;
  const drawn = draw(seed, 'fate', key, attempt);
  if (drawn < errorShare) return 'error';
  if (drawn < errorShare + resetShare) return 'reset';
  return drawn < errorShare + resetShare + hangShare ? 'hang' : 'answer';
}

export const isDeclined = ({ seed, declineShare }: Behaviour, key: string): boolean =>
  draw(seed, 'decline', key) < declineShare;

export const latencyOf = (
  { seed, latencyMs, latencyJitterMs }: Behaviour,
  key: string,
  attempt: number,
): number => latencyMs + Math.floor(latencyJitterMs * draw(seed, 'latency', key, attempt));
