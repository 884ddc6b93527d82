import {
  brokersOf,
  type FaultDetails,
  type FaultKind,
  faultKindNames,
  faultKinds,
  isPossible,
} from './faults.ts';
import { type Random, randomOf } from './random.ts';

/** One fault of a schedule; times are milliseconds since the load began. */
export interface PlannedFault extends FaultDetails {
  readonly kind: FaultKind;
  readonly startMs: number;
}

const MIN_FAULTS = 3;
const MAX_FAULTS = 8;
/** The load is under way when the first one comes, and goes on after the last. */
const FIRST_START_MS = 800;
const LAST_START_MS = 6_000;

const endOf = ({ startMs, durationMs }: PlannedFault): number => startMs + durationMs;

function drawOne(random: Random, kinds: readonly FaultKind[]): PlannedFault {
  const kind = random.pick(kinds);
  return { kind, startMs: random.between(FIRST_START_MS, LAST_START_MS), ...faultKinds[kind](random) };
}

/** Moves the second fault into the first one's time when no two faults of the schedule meet. */
function overlapping(faults: readonly PlannedFault[]): PlannedFault[] {
  const meets = faults.some((fault, index) => index > 0 && fault.startMs < endOf(faults[index - 1]!));
  const [first, second, ...rest] = faults;
  if (meets || !first || !second) return [...faults];
  return [first, { ...second, startMs: first.startMs + Math.floor(first.durationMs / 2) }, ...rest];
}

/**
 * The faults of a seed: 3 to 8, of the kinds allowed, overlapping, in the order of their starts; none when its number of
 * brokers allows none of the kinds.
 */
export function drawFaults(seed: number, kinds: readonly FaultKind[] = faultKindNames): PlannedFault[] {
  const random = randomOf(seed);
  const possible = kinds.filter((kind) => isPossible(kind, brokersOf(seed)));
  const count = possible.length === 0 ? 0 : random.between(MIN_FAULTS, MAX_FAULTS);
  const drawn = Array.from({ length: count }, () => drawOne(random, possible));
  return overlapping(drawn.sort((a, b) => a.startMs - b.startMs));
}
