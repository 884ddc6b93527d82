import type { Level } from './traffic.ts';

const USUAL_OF_SECONDS = 10;
const HOLDS_FOR = 3;
/** So much of the load must be taken again. */
const TAKEN_SHARE = 0.9;

/** Bookings under way before the fault, and a second's arrivals: the most that still counts as usual. */
export function usualOf(levels: readonly Level[], faultAtMs: number, rate: number): number {
  const before = levels.filter(({ atMs }) => atMs <= faultAtMs).slice(-USUAL_OF_SECONDS);
  const sorted = before.map(({ underWay }) => underWay).sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0) + rate;
}

/**
 * When the load was taken again and what had piled up was worked off, three seconds in a row; null when not yet.
 * @param fromMs no sooner than this
 */
export function recoveredAtMs(
  levels: readonly Level[],
  { faultAtMs, fromMs, rate }: { readonly faultAtMs: number; readonly fromMs: number; readonly rate: number },
): number | null {
  const usual = usualOf(levels, faultAtMs, rate);
  let held = 0;
  for (const [index, level] of levels.entries()) {
    const before = levels[index - 1];
    if (!before || level.atMs < fromMs) continue;
    const perSecond = ((level.accepted - before.accepted) * 1_000) / (level.atMs - before.atMs);
    held = level.underWay <= usual && perSecond >= TAKEN_SHARE * rate ? held + 1 : 0;
    if (held === HOLDS_FOR) return levels[index - HOLDS_FOR + 1]!.atMs;
  }
  return null;
}
