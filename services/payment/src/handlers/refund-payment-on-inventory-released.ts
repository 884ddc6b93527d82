import type { Handler } from '@wanderluxe/messaging';
import type { EventOn } from '@wanderluxe/schemas';
import { exactFacts, type Payment } from '../domain/payment.ts';
import { withdraw } from '../domain/undo.ts';
import { type Known, type ReactionOptions, reaction } from '../reacting.ts';

export type InventoryReleased = EventOn<'inventory.released'>;

/** A second line: inventory releases on payment's word only, but rooms that are gone must not stay paid. */
export const refundPayment = (options: ReactionOptions): Handler<InventoryReleased, Known, Payment> =>
  reaction('refund-payment-on-inventory-released', options, ({ event }, known, atMs) => {
    const facts = exactFacts(event.payload);
    const reason = event.payload.reason === 'OVERSOLD' ? 'OVERSOLD' : 'ROOMS_RELEASED';
    return withdraw(known, { facts, reason, traceId: event.metadata.traceId, atMs });
  });
