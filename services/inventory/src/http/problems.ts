import { ConflictError, DependencyUnavailableError } from '@wanderluxe/messaging';
import { clientFault, type Problem, ProblemError } from '@wanderluxe/runtime';
import type { ErrorRequestHandler } from 'express';
import type { Reservation } from '../domain/reservation.ts';
import { dateOf } from '../domain/stay.ts';
import type { Oversold } from '../ports.ts';

const RETRY_AFTER_S = 1;
/** Nights named for one property; more are counted. */
const MAX_NIGHTS_NAMED = 31;

export const unknownProperty = (propertyId: string): Problem => ({
  status: 404,
  code: 'unknown_property',
  title: 'There is no such property',
  detail: `Create ${propertyId} by setting its capacity: PUT /properties/${propertyId}`,
});

export const capacityBelowSold = (oversold: readonly Oversold[]): Problem => ({
  status: 409,
  code: 'capacity_below_sold',
  title: 'More rooms are sold than there would be',
  detail: 'Nothing was changed. Choose a capacity of at least what is sold on the nights listed.',
  oversold: oversold.map(({ propertyId, days }) => ({
    propertyId,
    nights: days.slice(0, MAX_NIGHTS_NAMED).map(dateOf),
    nightsInAll: days.length,
  })),
});

export const unknownReservation = (bookingId: string): Problem => ({
  status: 404,
  code: 'unknown_reservation',
  title: 'There is no such reservation',
  detail: `No request for rooms of a booking ${bookingId} was ever heard here.`,
});

export const notHeld = ({ facts, state }: Reservation): Problem => ({
  status: 409,
  code: 'not_held',
  title: 'Its rooms are not held',
  detail: `${facts.bookingId} is ${state}: only a hold that is not paid can be asked about. Cancel a booking that is paid.`,
});

/** What an error leaves behind, in words for whoever gets it. */
export const NOTHING_CHANGED = 'Nothing was changed';
export const REPAIRS_STAY = 'What was repaired before stays repaired';

const away = (dependency: string, effect: string): Problem => ({
  status: 503,
  code: `${dependency}_unavailable`,
  title: `${dependency} does not answer`,
  detail: `${effect}; try again in ${RETRY_AFTER_S} s.`,
});

const busy = (effect: string): Problem => ({
  status: 503,
  code: 'busy',
  title: 'Others are changing the same property',
  detail: `${effect}; try again in ${RETRY_AFTER_S} s.`,
});

/** Gives the faults of others (the body parser, the stores) their problem documents. */
export const asProblem =
  (effect: string): ErrorRequestHandler =>
  (error, _req, res, next) => {
    const temporary = temporaryProblem(error, effect);
    if (temporary) res.set('Retry-After', String(RETRY_AFTER_S));
    if (temporary) return next(new ProblemError(temporary));
    const fault = clientFault(error);
    next(fault ? new ProblemError(fault) : error);
  };

function temporaryProblem(error: unknown, effect: string): Problem | undefined {
  if (error instanceof DependencyUnavailableError) return away(error.dependency, effect);
  return error instanceof ConflictError ? busy(effect) : undefined;
}
