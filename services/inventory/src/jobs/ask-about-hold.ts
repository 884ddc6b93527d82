import type { EventCommitter } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { type Decision, type Reservation, ReservationState } from '../domain/reservation.ts';
import { expiredEvent } from '../handlers/events.ts';
import type { Reservations } from '../ports.ts';

export interface AskAboutHoldEdges {
  readonly reservations: Reservations;
  readonly committer: EventCommitter;
  readonly logger: Logger;
}

/**
 * Asks payment about one hold now, as if its deadline had passed, because an operator wants its rooms back. They are released
 * when payment says that there is no money and will be none; otherwise they stay.
 * @returns the reservation as it was; undefined when there is none. Nothing is asked unless it is held.
 */
export async function askAboutHold(
  { reservations, committer, logger }: AskAboutHoldEdges,
  bookingId: string,
  { decision, isDryRun }: { decision: Decision; isDryRun: boolean },
): Promise<Reservation | undefined> {
  const hold = (await reservations.find([bookingId])).get(bookingId);
  if (hold?.state !== ReservationState.HELD || isDryRun) return hold;
  const { atMs } = decision;
  await committer.commit([expiredEvent(hold, atMs)], (tx) =>
    reservations.markExpiryRequested(tx, [bookingId], atMs),
  );
  const { traceId } = hold;
  logger.warn('an operator asks for the rooms of a hold', { bookingId, traceId, ...decision });
  return hold;
}
