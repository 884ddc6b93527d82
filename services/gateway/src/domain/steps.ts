import { type AuditEntry, CANCELLATION_REQUESTED, hasOutcome, type LedgerBooking } from './known-booking.ts';

/** One bit each, by position. Append only: clients come back with masks of earlier versions. */
const MARKS = [
  'OUTCOME',
  'RECEIVED',
  'INVENTORY_RESERVED',
  'INVENTORY_REJECTED',
  'INVENTORY_RELEASED',
  'PAYMENT_SUCCESS',
  'PAYMENT_FAILED',
  'PAYMENT_REFUNDED',
  CANCELLATION_REQUESTED,
];

/** What a watcher has been told: the names of steps, and OUTCOME for the last event. */
export type Told = ReadonlySet<string>;

export type StepEvent =
  | { readonly event: 'step'; readonly id: string; readonly data: AuditEntry }
  | { readonly event: 'outcome'; readonly id: string; readonly data: OutcomeData };

export interface OutcomeData {
  readonly bookingId: string;
  readonly status: string;
  readonly reason?: string;
}

export const wasToldOutcome = (told: Told): boolean => told.has('OUTCOME');

/** An opaque token of what was told; a step without a bit is left out, and may be told again after a reconnect. */
export function tokenOf(told: Told): string {
  const mask = MARKS.reduce((bits, mark, position) => (told.has(mark) ? bits | (1 << position) : bits), 0);
  return mask.toString(16);
}

/** Reads a token; anything that is not one counts as nothing told. */
export function toldBy(token: string | undefined): Told {
  if (token === undefined || !/^[0-9a-f]{1,7}$/i.test(token)) return new Set();
  const mask = Number.parseInt(token, 16);
  return new Set(MARKS.filter((_, position) => mask & (1 << position)));
}

/** The events still to send, in audit log order, each with the token that resumes after it; the outcome comes last. */
export function newSteps(booking: LedgerBooking, told: Told): { events: StepEvent[]; told: Told } {
  const known = new Set(told);
  const events: StepEvent[] = [];
  for (const entry of booking.auditLog) {
    if (known.has(entry.action)) continue;
    known.add(entry.action);
    events.push({ event: 'step', id: tokenOf(known), data: entry });
  }
  if (hasOutcome(booking) && !wasToldOutcome(known)) {
    known.add('OUTCOME');
    events.push({ event: 'outcome', id: tokenOf(known), data: outcomeOf(booking) });
  }
  return { events, told: known };
}

function outcomeOf({ _id, status, auditLog }: LedgerBooking): OutcomeData {
  // The first reason is the cause; a later one (rooms released) follows from it, and a wish causes nothing.
  const causes = auditLog.filter(({ action }) => action !== CANCELLATION_REQUESTED);
  const reason = status === 'CONFIRMED' ? undefined : causes.find((entry) => entry.reason)?.reason;
  return { bookingId: _id, status, ...(reason === undefined ? {} : { reason }) };
}
