import { Decimal128 } from 'mongodb';
import type { Action, Booking, BookingStatus, PaymentStatus } from '../domain/booking.ts';

/** The specification's document, field for field. */
export interface BookingDocument {
  _id: string;
  userId: string;
  propertyId: string;
  status: BookingStatus;
  /** The amount has exactly the currency's decimals: Decimal128 keeps 5000.00 apart from 5000. */
  payment: { amount: Decimal128; currency: string; transactionId?: string; status: PaymentStatus };
  auditLog: { action: Action; timestamp: Date; reason?: string }[];
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

export function documentOf(booking: Booking): BookingDocument {
  const { bookingId, userId, propertyId, status, payment, auditLog, version } = booking;
  const { amount, currency, ...rest } = payment;
  return {
    _id: bookingId,
    userId,
    propertyId,
    status,
    payment: { amount: Decimal128.fromString(amount), currency, ...rest },
    auditLog: auditLog.map(({ action, timestampMs, ...reason }) => ({
      action,
      timestamp: new Date(timestampMs),
      ...reason,
    })),
    createdAt: new Date(booking.createdAtMs),
    updatedAt: new Date(booking.updatedAtMs),
    version,
  };
}

export function bookingOf(document: BookingDocument): Booking {
  const { _id, userId, propertyId, status, payment, auditLog, version } = document;
  return {
    bookingId: _id,
    userId,
    propertyId,
    status,
    payment: { ...payment, amount: payment.amount.toString() },
    auditLog: auditLog.map(({ action, timestamp, ...reason }) => ({
      action,
      timestampMs: timestamp.getTime(),
      ...reason,
    })),
    createdAtMs: document.createdAt.getTime(),
    updatedAtMs: document.updatedAt.getTime(),
    version,
  };
}
