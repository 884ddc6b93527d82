import type { Moment } from '@wanderluxe/infra/load';

/** When a disturbance began and ended, in ms since the load began. */
export interface Disturbance {
  readonly fromMs: number;
  readonly toMs: number;
}

/** For so long it must hold before it is believed. */
const HOLDS_FOR = 3;

/**
 * The first moment at or after `fromMs` from which on `holds` is true three times in a row, or to the end of the run
 * where `toTheEnd` is enough; null when there is none.
 */
function firstLasting(
  moments: readonly Moment[],
  fromMs: number,
  holds: (moment: Moment, before: Moment) => boolean,
  toTheEnd = false,
): Moment | null {
  let held = 0;
  for (const [index, moment] of moments.entries()) {
    const before = moments[index - 1];
    if (!before || moment.atMs < fromMs) continue;
    held = holds(moment, before) ? held + 1 : 0;
    if (held === HOLDS_FOR) return moments[index - HOLDS_FOR + 1]!;
  }
  return toTheEnd && held > 0 ? moments[moments.length - held]! : null;
}

const perSecond = (now: number, before: number, moment: Moment, last: Moment): number =>
  ((now - before) * 1_000) / (moment.atMs - last.atMs);

/** Seconds from a disturbance's beginning until 95% of the arrivals are accepted again; null when never. */
export function acceptsAgainAfterS(moments: readonly Moment[], fromMs: number, rate: number): number | null {
  const again = firstLasting(
    moments,
    fromMs,
    (moment, last) => perSecond(moment.accepted, last.accepted, moment, last) >= 0.95 * rate,
  );
  return again && Math.max(0, again.atMs - fromMs) / 1_000;
}

/** Bookings under way before a disturbance: the median of the seconds before it. */
export function usualBacklog(moments: readonly Moment[], beforeMs: number, seconds = 5): number {
  const before = moments.filter(({ atMs }) => atMs <= beforeMs).slice(-seconds);
  const sorted = before.map(({ backlog }) => backlog).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Seconds from the end of a disturbance until all that piled up is worked off: no more under way than before it and
 * a second's arrivals; null when never. A run ends when nothing is under way any more.
 */
export function workedOffAfterS(
  moments: readonly Moment[],
  { fromMs, toMs }: Disturbance,
  rate: number,
): number | null {
  const usual = usualBacklog(moments, fromMs) + rate;
  const done = firstLasting(moments, toMs, ({ backlog }) => backlog <= usual, true);
  return done && Math.max(0, done.atMs - toMs) / 1_000;
}

/** Outcomes a second between two times. */
export function completedPerSecond(moments: readonly Moment[], { fromMs, toMs }: Disturbance): number {
  const within = moments.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  const [first, last] = [within[0], within.at(-1)];
  if (!first || !last || first === last) return 0;
  return perSecond(last.completed, first.completed, last, first);
}

/** A value that was measured; one that never came about stays out. */
export const known = (name: string, value: number | null): Record<string, number> =>
  value === null ? {} : { [name]: value };
