/** When requests are sent: decided before the run, whatever the answers are. */
export interface Schedule {
  readonly ratePerSecond: number;
  /** The rate grows from 0 to its full height in so long. */
  readonly rampMs: number;
  /** At full rate, but not measured yet. */
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** Arrivals before an instant, as a real number. */
export function arrivalsBefore({ ratePerSecond, rampMs }: Schedule, atMs: number): number {
  const perMs = ratePerSecond / 1_000;
  if (atMs >= rampMs) return perMs * (atMs - rampMs / 2);
  return (perMs * atMs * atMs) / (2 * rampMs);
}

/** Milliseconds from the beginning to the arrival with this number, the first being 0. */
export function arrivalMs({ ratePerSecond, rampMs }: Schedule, number: number): number {
  const perMs = ratePerSecond / 1_000;
  const inRamp = (perMs * rampMs) / 2;
  if (number < inRamp) return Math.sqrt((2 * rampMs * number) / perMs);
  return rampMs + (number - inRamp) / perMs;
}

export const measuredFromMs = ({ rampMs, warmUpMs }: Schedule): number => rampMs + warmUpMs;
export const endMs = (schedule: Schedule): number => measuredFromMs(schedule) + schedule.durationMs;
export const arrivalsOf = (schedule: Schedule): number =>
  Math.ceil(arrivalsBefore(schedule, endMs(schedule)));
