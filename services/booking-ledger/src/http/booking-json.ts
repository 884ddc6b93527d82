import type { Booking } from '../domain/booking.ts';

declare global {
  interface JSON {
    /** A number as exactly this text (ECMAScript's JSON.parse source text access; in Node since 21). */
    rawJSON(text: string): unknown;
  }
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

/**
 * The specification's document for JSON.stringify: times as ISO strings, the amount a number with exactly its
 * currency's decimals (5000.00), which never passes through a float.
 */
export function jsonOf(booking: Booking): object {
  const { bookingId, userId, propertyId, status, payment, auditLog, version } = booking;
  return {
    _id: bookingId,
    userId,
    propertyId,
    status,
    payment: { ...payment, amount: JSON.rawJSON(payment.amount) },
    auditLog: auditLog.map(({ action, timestampMs, ...reason }) => ({
      action,
      timestamp: isoTime(timestampMs),
      ...reason,
    })),
    createdAt: isoTime(booking.createdAtMs),
    updatedAt: isoTime(booking.updatedAtMs),
    version,
  };
}
