import { valid } from '@wanderluxe/runtime';
import { z } from 'zod';
import { bookingStatuses } from '../domain/booking.ts';
import type { BookingQuery } from '../ports.ts';

/** Bookings in one look-up or page. */
export const MAX_BOOKINGS = 1_000;
const DEFAULT_PAGE = 100;

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error: 'must be 1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or digit',
});

const lookup = z.strictObject({ ids: z.array(id).max(MAX_BOOKINGS) });

const page = z.strictObject({
  propertyId: id.optional(),
  status: z.enum(bookingStatuses).optional(),
  after: id.optional(),
  limit: z.coerce.number().int().min(1).max(MAX_BOOKINGS).default(DEFAULT_PAGE),
});

/** @throws ProblemError 400 naming every fault */
export const lookupIdsOf = (body: unknown): string[] => valid(lookup, body).ids;

/** @throws ProblemError 400 naming every fault */
export function queryOf(parameters: unknown): BookingQuery {
  const { propertyId, status, after, limit } = valid(page, parameters);
  return {
    limit,
    ...(propertyId !== undefined && { propertyId }),
    ...(status !== undefined && { status }),
    ...(after !== undefined && { afterId: after }),
  };
}
