import type { Handler } from '@wanderluxe/messaging';
import type { EventOn } from '@wanderluxe/schemas';
import { exactFacts, type Payment } from '../domain/payment.ts';
import { expire } from '../domain/undo.ts';
import { type Known, type ReactionOptions, reaction, sayAgain } from '../reacting.ts';

export type HoldExpired = EventOn<'hold.expired'>;

/**
 * Voids what was never charged; never what is captured, nor what is UNKNOWN: its rooms stay held. Of what is known already it
 * says again what that is: inventory asks because it has not heard it.
 */
export const voidPayment = (options: ReactionOptions): Handler<HoldExpired, Known, Payment> =>
  reaction('void-payment-on-hold-expired', options, ({ event }, known, atMs) => {
    const facts = exactFacts(event.payload);
    const answer = expire(known, { facts, reason: 'HOLD_EXPIRED', traceId: event.metadata.traceId, atMs });
    return answer.changes.length > 0 ? answer : sayAgain(known);
  });
