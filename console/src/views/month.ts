import type { Calendar, Night } from './calendar.ts';

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** The first day of a month and that of the next, as inventory's nights are asked for. */
export function boundsOf(month: string): { from: string; to: string } {
  const first = new Date(`${month}-01T00:00:00Z`);
  const next = new Date(first);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return { from: dayOf(first.getTime()), to: dayOf(next.getTime()) };
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export interface NightsFree {
  readonly capacity: number;
  readonly nights: readonly { readonly date: string; readonly free: number }[];
}

/** A month as a page of a calendar. */
export function calendarOf(propertyId: string, month: string, { capacity, nights }: NightsFree): Calendar {
  const shown = nights.map(({ date, free }): Night => {
    return { date, free, fill: capacity === 0 ? 1 : (capacity - free) / capacity };
  });
  const sold = shown.reduce((sum, { free }) => sum + capacity - free, 0);
  return { propertyId, month, capacity, weeks: weeksOf(month, shown), sold, all: capacity * nights.length };
}

function weeksOf(month: string, nights: readonly Night[]): (Night | null)[][] {
  const firstMs = Date.parse(`${boundsOf(month).from}T00:00:00Z`);
  const before = (new Date(firstMs).getUTCDay() + WEEK_DAYS - 1) % WEEK_DAYS;
  const byDate = new Map(nights.map((night) => [night.date, night]));
  const days = Math.ceil((before + nights.length) / WEEK_DAYS) * WEEK_DAYS;
  const cells = Array.from(
    { length: days },
    (_, index) => byDate.get(dayOf(firstMs + (index - before) * DAY_MS)) ?? null,
  );
  return Array.from({ length: days / WEEK_DAYS }, (_, week) =>
    cells.slice(week * WEEK_DAYS, (week + 1) * WEEK_DAYS),
  );
}
