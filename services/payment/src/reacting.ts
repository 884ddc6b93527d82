import type { Decisions, Handler, Identified, Received } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { saidAgain } from '@wanderluxe/schemas';
import { lastWordOf } from './domain/last-word.ts';
import { type Answer, NOTHING_TO_SAY, type Payment } from './domain/payment.ts';
import type { Payments, Reminders } from './ports.ts';
import { remind } from './reminding.ts';

export type Known = ReadonlyMap<string, Payment>;

export interface ReactionOptions {
  readonly payments: Payments;
  readonly reminders: Reminders;
  readonly logger: Logger;
  readonly nowMs: () => number;
}

interface BookingEvent extends Identified {
  readonly payload: { readonly bookingId: string };
}

/** What all reactions share: rows in one query, one rule for each event, one save, then reminders of what is due. */
export function reaction<E extends BookingEvent, P = undefined>(
  name: string,
  { payments, reminders, logger, nowMs }: ReactionOptions,
  answerOf: (received: Received<E, P>, known: Payment | undefined, nowMs: number) => Answer,
): Handler<E, Known, Payment, P> {
  return {
    name,
    gather: (batch) => payments.find(batch.map(({ event }) => event.payload.bookingId)),
    decide(batch, known): Decisions<Payment> {
      const answers = batch.map((one) => answerOf(one, known.get(one.event.payload.bookingId), nowMs()));
      return {
        changes: answers.flatMap(({ changes }) => changes),
        events: answers.flatMap(({ events }) => events),
      };
    },
    save: (tx, changes) => payments.save(tx, changes),
    settle: (changes, causes) => remind(changes, { reminders, logger }, causes),
  };
}

/** What was said last once more; nothing when there is nothing to say. */
export function sayAgain(known: Payment | undefined): Answer {
  const word = known && lastWordOf(known);
  return word ? { changes: [], events: [saidAgain(word) as typeof word] } : NOTHING_TO_SAY;
}
