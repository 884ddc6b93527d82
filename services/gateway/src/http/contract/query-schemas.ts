import { z } from 'zod';
import { daysBetween } from '../../domain/calendar.ts';
import { MAX_AVAILABILITY_NIGHTS } from '../../domain/limits.ts';
import { day, id } from './fields.ts';

export const bookingPath = z.object({ bookingId: id('The id that the client chose.', 'b-123456789') });

export const propertyPath = z.object({ propertyId: id('The hotel.', 'prop-dubai-royal') });

export const stayQuery = z.object({
  from: day('First night.', '2026-12-24'),
  to: day('Day after the last night.', '2026-12-27'),
});

const whenSound = ({ issues }: { issues: readonly unknown[] }): boolean => issues.length === 0;

/** As the query, with a span that makes sense. */
export const stayQueryInOrder = stayQuery
  .refine(({ from, to }) => daysBetween(from, to) > 0, {
    path: ['to'],
    error: 'must be after from',
    when: whenSound,
  })
  .refine(({ from, to }) => daysBetween(from, to) <= MAX_AVAILABILITY_NIGHTS, {
    path: ['to'],
    error: `must be at most ${MAX_AVAILABILITY_NIGHTS} nights after from`,
    when: whenSound,
  });
