import { currencyExponent, MAX_AMOUNT_UNITS } from '@wanderluxe/schemas';
import { z } from 'zod';
import type { BookingRequest } from '../../domain/booking-request.ts';
import { dayOf, daysBetween } from '../../domain/calendar.ts';
import { exceeds, placesOf, plainText } from '../../domain/decimal.ts';
import { MAX_DAYS_AHEAD, MAX_NIGHTS } from '../../domain/limits.ts';
import { amount, currency, day, id } from './fields.ts';

/** The body of POST /api/v1/bookings as it is written. */
export const bookingFields = z
  .strictObject(
    {
      bookingId: id('Chosen by the client, unique for ever.', 'b-123456789'),
      propertyId: id('The hotel.', 'prop-dubai-royal'),
      userId: id('Who travels.', 'user-98765'),
      amount,
      currency,
      checkInDate: day('First night, today (UTC) or later, at most 800 days ahead.', '2026-12-24'),
      checkOutDate: day('Day of departure, after the check-in, at most 30 nights later.', '2026-12-27'),
    },
    { error: 'must be a JSON object' },
  )
  .meta({ id: 'BookingRequest', description: 'A booking that a client asks for.' });

type Fields = z.infer<typeof bookingFields>;
type FieldName = keyof Fields;

interface Rule {
  readonly needs: readonly FieldName[];
  readonly path: FieldName;
  readonly error: string | ((fields: Fields) => string);
  readonly holds: (fields: Fields, today: string) => boolean;
}

/** What a field must be in the light of others. A rule is judged once the fields that it needs are sound. */
const rules: readonly Rule[] = [
  {
    needs: ['amount'],
    path: 'amount',
    error: 'must not be negative',
    holds: (fields) => !fields.amount.negative,
  },
  {
    needs: ['amount'],
    path: 'amount',
    error: `must not exceed ${MAX_AMOUNT_UNITS} whole units`,
    holds: (fields) => !exceeds(fields.amount, MAX_AMOUNT_UNITS),
  },
  {
    needs: ['amount', 'currency'],
    path: 'amount',
    error: ({ currency: code }) => `must have at most ${currencyExponent(code)} decimals in ${code}`,
    holds: (fields) => placesOf(fields.amount) <= (currencyExponent(fields.currency) ?? 0),
  },
  {
    needs: ['checkInDate'],
    path: 'checkInDate',
    error: 'must not be in the past',
    holds: (fields, today) => daysBetween(today, fields.checkInDate) >= 0,
  },
  {
    needs: ['checkInDate'],
    path: 'checkInDate',
    error: `must be at most ${MAX_DAYS_AHEAD} days ahead`,
    holds: (fields, today) => daysBetween(today, fields.checkInDate) <= MAX_DAYS_AHEAD,
  },
  {
    needs: ['checkInDate', 'checkOutDate'],
    path: 'checkOutDate',
    error: 'must be after checkInDate',
    holds: (fields) => nights(fields) > 0,
  },
  {
    needs: ['checkInDate', 'checkOutDate'],
    path: 'checkOutDate',
    error: `must be at most ${MAX_NIGHTS} nights after checkInDate`,
    holds: (fields) => nights(fields) <= MAX_NIGHTS,
  },
];

const nights = ({ checkInDate, checkOutDate }: Fields): number => daysBetween(checkInDate, checkOutDate);

/** Reads a body; `businessNowMs` gives the instant whose day in UTC is today. */
export function bookingRequestSchema(businessNowMs: () => number): z.ZodType<BookingRequest> {
  return bookingFields
    .check(...rules.map((rule) => checkOf(rule, () => dayOf(businessNowMs()))))
    .transform((fields) => ({ ...fields, amount: plainText(fields.amount) }));
}

/** Marks the faults that rules found: they leave the field itself sound, so that other rules are still judged. */
const RULE = { rule: true };

/** A check that also runs when other fields have faults: a client is told everything at once. */
function checkOf(rule: Rule, today: () => string): z.core.$ZodCheck<Fields> {
  const check = z.check<Fields>(({ value, issues }) => {
    if (rule.holds(value, today())) return;
    const message = typeof rule.error === 'string' ? rule.error : rule.error(value);
    issues.push({ code: 'custom', path: [rule.path], message, input: value, params: RULE, continue: true });
  });
  check._zod.def.when = ({ value, issues }) =>
    isObject(value) && !rule.needs.some((name) => hasFault(issues, name));
  return check;
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasFault = (issues: readonly z.core.$ZodRawIssue[], name: FieldName): boolean =>
  issues.some((issue) => issue.path?.[0] === name && (issue as { params?: unknown }).params !== RULE);
