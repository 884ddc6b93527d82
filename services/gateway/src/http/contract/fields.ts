import { currencyExponent } from '@wanderluxe/schemas';
import { z } from 'zod';
import { type Decimal, decimalOf } from '../../domain/decimal.ts';
import { JsonNumber } from '../../domain/exact-json.ts';
import { ID_PATTERN } from '../../domain/limits.ts';

/** "is missing", or what the value should have been. */
const wanted = (what: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? 'is missing' : `must be ${what}`;

export const id = (what: string, example: string) =>
  z
    .string({ error: wanted('a string') })
    .regex(ID_PATTERN, {
      error: 'must be 1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit',
    })
    .meta({ description: what, example });

const CODE = /^[A-Z]{3}$/;

export const currency = z
  .string({ error: wanted('a string') })
  .refine((code) => CODE.test(code) && currencyExponent(code) !== undefined, {
    error: 'must be an ISO 4217 code such as USD',
  })
  .meta({ description: 'ISO 4217 code, in capitals.', example: 'USD', pattern: CODE.source });

/** A day that exists; its value is the text. */
export const day = (what: string, example: string) =>
  z.iso
    .date({ error: wanted('a real day, written YYYY-MM-DD') })
    .meta({ description: what, example, format: 'date' });

/** The exact value of a JSON number. */
export const amount = z
  .instanceof(JsonNumber, { error: wanted('a number') })
  .transform(({ text }): Decimal => decimalOf(text))
  .meta({
    type: 'number',
    minimum: 0,
    maximum: 999_999_999.99,
    description:
      "Price of the whole stay, judged as it is written, with at most the currency's decimals. 0 is a complimentary stay, confirmed without a charge.",
    example: 5000,
  });
