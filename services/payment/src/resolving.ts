import type { EventCommitter } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { tryAgainOnConflict } from './conflicts.ts';
import type { Payment } from './domain/payment.ts';
import { type Finding, rule } from './domain/resolution.ts';
import type { Payments, Reminders } from './ports.ts';
import { remind } from './reminding.ts';

export interface ResolvingOptions {
  readonly payments: Payments;
  readonly reminders: Reminders;
  readonly committer: EventCommitter;
  readonly logger: Logger;
  readonly nowMs: () => number;
}

export type Resolved =
  | { readonly kind: 'resolved'; readonly payment: Payment }
  | { readonly kind: 'contradicted'; readonly payment: Payment }
  | { readonly kind: 'unknown-booking' };

/** Stores an operator's finding with its events, as an answer of the bank is. @throws ConflictError when it never fits. */
export const resolveByOperator = (
  bookingId: string,
  finding: Finding,
  options: ResolvingOptions,
): Promise<Resolved> => tryAgainOnConflict(() => resolveOnce(bookingId, finding, options));

async function resolveOnce(
  bookingId: string,
  finding: Finding,
  options: ResolvingOptions,
): Promise<Resolved> {
  const { payments, committer, nowMs, logger } = options;
  const payment = (await payments.find([bookingId])).get(bookingId);
  if (!payment) return { kind: 'unknown-booking' };
  const ruling = rule(payment, finding, nowMs());
  if (ruling.kind === 'contradicted') return { kind: 'contradicted', payment };
  if (ruling.kind === 'already') {
    await remind([payment], options);
    return { kind: 'resolved', payment };
  }
  const { changes, events } = ruling.answer;
  await committer.commit(events, (tx) => payments.save(tx, changes));
  await remind(changes, options);
  logger.info('an operator resolved a payment', { bookingId, finding, traceId: payment.traceId });
  return { kind: 'resolved', payment: changes[0] ?? payment };
}
