/**
 * What the engine must make of a file of bookings, worked out on one thread, in plain steps, with no code of the
 * services: the yardstick of the replay. It holds for a bank that approves everything (a decline gives rooms back
 * at a moment that no file can tell), for requests accepted in the order of the file for each hotel, and for a
 * business clock that stands on each row's day of booking.
 */

export interface Verdict {
  /** Line of the file; the header is line 1. */
  readonly line: number;
  readonly hotel: string;
  readonly status: 'CONFIRMED' | 'SOLD_OUT' | 'UNKNOWN_PROPERTY' | 'REFUSED';
  /** Why the gateway must refuse it; empty unless REFUSED. */
  readonly faults: readonly Fault[];
  /** YYYY-MM-DD; only when SOLD_OUT. */
  readonly firstFullNight?: string;
  /** What the stay costs, in cents. */
  readonly amountCents: bigint;
}

export type Fault = 'no-nights' | 'too-many-nights' | 'in-the-past' | 'too-far-ahead' | 'amount';

const MAX_NIGHTS = 30;
const MAX_DAYS_AHEAD = 800;
const MAX_AMOUNT_CENTS = 99_999_999_999n;

interface Row {
  readonly line: number;
  readonly hotel: string;
  readonly bookedDay: number;
  readonly arrivalDay: number;
  readonly nights: number;
  readonly rate: string;
}

/**
 * @param csv the file's text; no cell may be quoted
 * @param capacities rooms by hotel name; a hotel that is missing is unknown to the engine
 */
export function referenceVerdicts(csv: string, capacities: Readonly<Record<string, number>>): Verdict[] {
  /** Rooms taken by hotel and night. */
  const taken = new Map<string, number>();
  return rowsOf(csv).map((row) => {
    const { line, hotel } = row;
    const amountCents = centsOf(row.rate, row.nights);
    const faults = faultsOf(row, amountCents);
    const said = { line, hotel, faults, amountCents };
    if (faults.length > 0) return { ...said, status: 'REFUSED' };
    const capacity = capacities[hotel];
    if (capacity === undefined) return { ...said, status: 'UNKNOWN_PROPERTY' };

    const nights = Array.from({ length: row.nights }, (_, index) => row.arrivalDay + index);
    const full = nights.find((night) => (taken.get(`${hotel}/${night}`) ?? 0) >= capacity);
    if (full !== undefined) return { ...said, status: 'SOLD_OUT', firstFullNight: dateOf(full) };
    for (const night of nights) {
      taken.set(`${hotel}/${night}`, (taken.get(`${hotel}/${night}`) ?? 0) + 1);
    }
    return { ...said, status: 'CONFIRMED' };
  });
}

function faultsOf({ nights, bookedDay, arrivalDay }: Row, amountCents: bigint): Fault[] {
  const rules: [Fault, boolean][] = [
    ['no-nights', nights < 1],
    ['too-many-nights', nights > MAX_NIGHTS],
    ['in-the-past', arrivalDay < bookedDay],
    ['too-far-ahead', arrivalDay > bookedDay + MAX_DAYS_AHEAD],
    ['amount', amountCents < 0n || amountCents > MAX_AMOUNT_CENTS],
  ];
  return rules.flatMap(([fault, broken]) => (broken ? [fault] : []));
}

function rowsOf(csv: string): Row[] {
  const [header = '', ...lines] = csv.trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((text, index) => {
    const cells = text.split(',');
    if (cells.length !== names.length) {
      throw new Error(`line ${index + 2} has ${cells.length} cells, the header ${names.length}`);
    }
    const cell = (name: string) => cells[names.indexOf(name)] ?? '';
    return {
      line: index + 2,
      hotel: cell('hotel'),
      bookedDay: dayOf(cell('booked_on')),
      arrivalDay: dayOf(cell('arrival_date')),
      nights: Number(cell('nights')),
      rate: cell('average_daily_rate'),
    };
  });
}

const MS_PER_DAY = 24 * 60 * 60 * 1_000;

/** Days since 1970-01-01. */
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY;

const dateOf = (day: number): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);

/** Rate times nights in cents, half a cent rounded away from zero; exact. */
function centsOf(rate: string, nights: number): bigint {
  const [, sign, whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(rate) ?? [];
  if (sign === undefined) throw new Error(`the rate "${rate}" is not a plain decimal number`);
  const perCent = 10n ** BigInt(fraction.length);
  const exact = BigInt(whole + fraction) * BigInt(nights) * 100n;
  const cents = (2n * exact + perCent) / (2n * perCent);
  return sign === '-' ? -cents : cents;
}
