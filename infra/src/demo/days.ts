const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of a YYYY-MM-DD. */
export const dayNumber = (day: string): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

/** YYYY-MM-DD of a day number. */
export const dayOf = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string => {
  const start = dayNumber(day);
  // A day that does not exist stays as it is: refusing it is the gateway's business.
  return Number.isNaN(start) ? day : dayOf(start + days);
};
