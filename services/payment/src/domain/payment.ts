import {
  type BookingFacts,
  eventOf,
  factsOf,
  formatAmount,
  isZero,
  type OutgoingEvent,
} from '@wanderluxe/schemas';

export type PaymentStatus = 'CAPTURED' | 'DECLINED' | 'UNKNOWN' | 'REFUNDED';

/** What one attempt to charge came to. UNKNOWN: the bank may or may not have captured. */
export type ChargeOutcome =
  | { readonly status: 'CAPTURED'; readonly transactionId: string | null }
  | { readonly status: 'DECLINED'; readonly detail: string }
  | { readonly status: 'UNKNOWN'; readonly detail: string };

/** An outcome and when it was known. */
export interface Charge {
  readonly outcome: ChargeOutcome;
  readonly atMs: number;
}

/** What is known of the money of one booking. There is none before the bank was first asked. */
export interface Payment {
  /** The amount has exactly its currency's decimals: "5000.00". */
  readonly facts: BookingFacts;
  /** The idempotency key at the bank, the same for every attempt. */
  readonly key: string;
  readonly status: PaymentStatus;
  /** Null unless captured, and for a complimentary stay. */
  readonly transactionId: string | null;
  /** The bank's words for a decline; what went wrong while UNKNOWN. */
  readonly detail: string | null;
  /** Times that the bank was asked to charge. */
  readonly attempts: number;
  /** When it first became UNKNOWN; null if it never was. */
  readonly unknownSinceMs: number | null;
  readonly traceId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A payment's new state, and the status that it must still have: null when it must not exist yet. */
export interface PaymentChange {
  readonly from: PaymentStatus | null;
  readonly payment: Payment;
}

export type PaymentEvent = OutgoingEvent<'payment.captured'> | OutgoingEvent<'payment.failed'>;

export interface Answer {
  readonly changes: readonly PaymentChange[];
  readonly events: readonly PaymentEvent[];
}

export const NOTHING_TO_SAY: Answer = { changes: [], events: [] };

/** The same for every attempt of every process: a booking can be charged once only. */
export const chargeKeyOf = (bookingId: string): string => `charge-${bookingId}`;

/** What the first charge of a booking makes of it. */
export function openPayment(facts: BookingFacts, traceId: string, { outcome, atMs }: Charge): Answer {
  const amount = formatAmount(facts.amount, facts.currency);
  const payment: Payment = {
    facts: { ...factsOf(facts), amount },
    key: chargeKeyOf(facts.bookingId),
    ...stateOf(outcome),
    attempts: isZero(amount) ? 0 : 1,
    unknownSinceMs: outcome.status === 'UNKNOWN' ? atMs : null,
    traceId,
    createdAtMs: atMs,
    updatedAtMs: atMs,
  };
  return { changes: [{ from: null, payment }], events: eventsOf(payment) };
}

/**
 * What a further charge or a look-up makes of a payment. Only UNKNOWN can still change: any other status was
 * announced already, and a late or repeated answer to it says nothing.
 */
export function answerPayment(known: Payment, { outcome, atMs }: Charge, attempts: number): Answer {
  if (known.status !== 'UNKNOWN') return NOTHING_TO_SAY;
  const payment: Payment = { ...known, ...stateOf(outcome), attempts, updatedAtMs: atMs };
  return { changes: [{ from: 'UNKNOWN', payment }], events: eventsOf(payment) };
}

function stateOf(outcome: ChargeOutcome): Pick<Payment, 'status' | 'transactionId' | 'detail'> {
  return outcome.status === 'CAPTURED'
    ? { status: outcome.status, transactionId: outcome.transactionId, detail: null }
    : { status: outcome.status, transactionId: null, detail: outcome.detail };
}

/** UNKNOWN is said to nobody: the rooms stay held until the bank's answer is known. */
function eventsOf(payment: Payment): PaymentEvent[] {
  const { facts, status, transactionId, detail, traceId, updatedAtMs } = payment;
  const envelope = { origin: 'payment', traceId, nowMs: updatedAtMs } as const;
  if (status === 'CAPTURED') {
    const payload = { ...facts, transactionId };
    return [eventOf({ topic: 'payment.captured', eventType: 'PAYMENT_CAPTURED', payload, ...envelope })];
  }
  if (status !== 'DECLINED') return [];
  const payload = { ...facts, reason: 'DECLINED' as const, detail: detail ?? '' };
  return [eventOf({ topic: 'payment.failed', eventType: 'PAYMENT_FAILED', payload, ...envelope })];
}
