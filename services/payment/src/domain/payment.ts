import {
  type BookingFacts,
  type EventOn,
  factsOf,
  formatAmount,
  isZero,
  type OutgoingEvent,
  toMinor,
} from '@wanderluxe/schemas';

export type PaymentStatus =
  | 'PENDING'
  | 'CAPTURED'
  | 'DECLINED'
  | 'UNKNOWN'
  | 'NEEDS_OPERATOR'
  | 'VOID'
  | 'REFUNDING'
  | 'REFUNDED';

/** What is to become of a payment whose fate at the bank is not known. */
export type Intent = 'capture' | 'void';
/** Why there is to be no money. */
export type VoidReason = EventOn<'payment.refunded'>['payload']['reason'];
/** Work that the row still asks for. */
export type Due = 'inquiry' | 'refund';

/** Statuses that ask for work; only rows that have one can be listed, by an index that holds no others. */
export const LISTED = [
  'PENDING',
  'UNKNOWN',
  'NEEDS_OPERATOR',
  'REFUNDING',
] as const satisfies PaymentStatus[];
export type ListedStatus = (typeof LISTED)[number];

/** The last finding of an operator. */
export interface Resolution {
  readonly result: 'captured' | 'declined' | 'ask';
  readonly transactionId: string | null;
  readonly atMs: number;
}

/**
 * The amount has exactly its currency's decimals, unless it has more than its currency: that is never charged. The dates
 * are null while only a cancellation was heard.
 */
export type PaymentFacts = Omit<BookingFacts, 'dates'> & { readonly dates: BookingFacts['dates'] | null };

/** What one attempt to charge came to. UNKNOWN: the bank may or may not have captured. */
export type ChargeOutcome =
  | { readonly status: 'CAPTURED'; readonly transactionId: string | null }
  | { readonly status: 'DECLINED'; readonly detail: string }
  | { readonly status: 'UNKNOWN'; readonly detail: string };

/** What is known of the money of one booking: the one row that decides between money and no money. */
export interface Payment {
  readonly facts: PaymentFacts;
  /** The idempotency key at the bank, the same for every attempt. */
  readonly key: string;
  readonly status: PaymentStatus;
  readonly intent: Intent;
  /** Null while the money is wanted. */
  readonly voidReason: VoidReason | null;
  readonly due: Due | null;
  /** Null unless captured, and for a complimentary stay. */
  readonly transactionId: string | null;
  /** The bank's id of the refund; null unless refunded, and for a complimentary stay. */
  readonly refundId: string | null;
  /** The bank's words for a decline; what went wrong while UNKNOWN or REFUNDING. */
  readonly detail: string | null;
  /** Times that the bank was asked to charge, or may have been. */
  readonly attempts: number;
  /**
   * Charges that may be on their way: each is counted before it is sent, until its sender has told how it ended. A
   * sender that died never tells.
   */
  readonly inFlight: number;
  /** Times that the bank was asked to refund and did not. */
  readonly refundAttempts: number;
  /** When its fate first became unknown; null if it never was. */
  readonly unknownSinceMs: number | null;
  /** With none in flight, no charge was sent after this time; null when there was none. */
  readonly lastChargeByMs: number | null;
  /** Null unless an operator has told something. */
  readonly resolution: Resolution | null;
  readonly traceId: string;
  /** 1 for a row just inserted, 1 more with each change: what a change starts from is the version before it. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export type PaymentEvent =
  | OutgoingEvent<'payment.captured'>
  | OutgoingEvent<'payment.failed'>
  | OutgoingEvent<'payment.refunded'>;

/** New states of rows, and what is said about them. */
export interface Answer {
  readonly changes: readonly Payment[];
  readonly events: readonly PaymentEvent[];
}

export const NOTHING_TO_SAY: Answer = { changes: [], events: [] };

/** The same for every attempt of every process: a booking can be charged once only. */
export const chargeKeyOf = (bookingId: string): string => `charge-${bookingId}`;
/** The same for every attempt of every process: a booking can be refunded once only. */
export const refundKeyOf = (bookingId: string): string => `refund-${bookingId}`;

/** The fate at the bank is open, whether or not an operator was called. */
export const isOpen = ({ status }: Payment): boolean =>
  status === 'PENDING' || status === 'UNKNOWN' || status === 'NEEDS_OPERATOR';

/** Open, and certainly nothing was sent to the bank. */
export const isUnsent = ({ status, inFlight }: Payment): boolean => status === 'PENDING' && inFlight === 0;

/** Cancelled before anything else was heard of the booking: VOID, and nobody was told yet. */
export const isUntold = ({ facts }: Payment): boolean => facts.dates === null;

/** The bank is never asked for nothing. */
export const isComplimentary = ({ facts }: Payment): boolean => isZero(facts.amount);

type Price = Pick<BookingFacts, 'amount' | 'currency'>;

/** Why the bank cannot be asked for it: the currency cannot express it. Undefined when it can. */
export function priceFault({ amount, currency }: Price): string | undefined {
  try {
    toMinor(amount, currency);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** With exactly its currency's decimals; as it is when it has a fault. */
export const exactAmount = (price: Price): string =>
  priceFault(price) ? price.amount : formatAmount(price.amount, price.currency);

export const exactFacts = (facts: BookingFacts): PaymentFacts & BookingFacts => ({
  ...factsOf(facts),
  amount: exactAmount(facts),
});

/** A row before its first change: to be stored it must be changed once. */
export const blankPayment = (facts: PaymentFacts, traceId: string, atMs: number): Payment => ({
  facts,
  key: chargeKeyOf(facts.bookingId),
  status: 'PENDING',
  intent: 'capture',
  voidReason: null,
  due: null,
  transactionId: null,
  refundId: null,
  detail: null,
  attempts: 0,
  inFlight: 0,
  refundAttempts: 0,
  unknownSinceMs: null,
  lastChargeByMs: null,
  resolution: null,
  traceId,
  version: 0,
  createdAtMs: atMs,
  updatedAtMs: atMs,
});

export const changed = (payment: Payment, changes: Partial<Payment>, atMs: number): Payment => ({
  ...payment,
  ...changes,
  version: payment.version + 1,
  updatedAtMs: atMs,
});
