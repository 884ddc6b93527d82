import type { IsoDate } from '@wanderluxe/schemas';

const DAY_MS = 86_400_000;

/** The day in UTC of an instant in epoch milliseconds. */
export const dayOf = (epochMs: number): IsoDate => new Date(epochMs).toISOString().slice(0, 10);

/** Whole days from one real day to another; negative when the second is earlier. */
export const daysBetween = (from: IsoDate, to: IsoDate): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS;
