import { DAY_MS, type Stay } from './stay.ts';

/** Where the past begins that nobody can book any more and nobody needs to count. Days as in a Stay. */
export interface Horizon {
  /** Stays that begin earlier are refused. */
  takesFrom(): number;
  /** Stays whose last night was earlier are not counted. */
  countsFrom(): number;
}

/** Clocks of instances may differ by less than this: what one of them still takes, every other still counts. */
const MARGIN_DAYS = 2;

export function horizonOf(keepPastDays: number, nowMs: () => number): Horizon {
  const takesFrom = () => Math.floor(nowMs() / DAY_MS) - keepPastDays;
  return { takesFrom, countsFrom: () => takesFrom() - MARGIN_DAYS };
}

/** Its last night was before the day. */
export const endedBefore = (day: number, { firstDay, nights }: Stay): boolean => firstDay + nights <= day;
