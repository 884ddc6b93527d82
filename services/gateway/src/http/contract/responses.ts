import { z } from 'zod';
import { JsonNumber } from '../../domain/exact-json.ts';

const links = z
  .object({ self: z.string(), events: z.string() })
  .meta({ id: 'Links', description: 'Paths of the booking and of the stream of its steps.' });

export const pendingBooking = z
  .object({ bookingId: z.string(), status: z.literal('PENDING'), links })
  .meta({ id: 'PendingBooking', description: 'Accepted; its outcome is to come.' });

const bookingStatus = z.enum(['PENDING', 'RESERVED', 'CONFIRMED', 'FAILED', 'CANCELLED']);

export const cancellation = z
  .object({
    bookingId: z.string(),
    status: bookingStatus
      .exclude(['FAILED'])
      .meta({ description: 'Where the booking stood; whether it ends CANCELLED is told at the links.' }),
    links,
  })
  .meta({
    id: 'Cancellation',
    description: 'The wish to cancel is on record; what comes of it is to follow.',
  });

const auditEntry = z.object({
  action: z.string().meta({ example: 'INVENTORY_RESERVED' }),
  timestamp: z.string().meta({ format: 'date-time' }),
  reason: z.string().optional(),
});

export const booking = z
  .object({
    bookingId: z.string(),
    userId: z.string(),
    propertyId: z.string(),
    status: bookingStatus,
    payment: z.object({
      amount: z.instanceof(JsonNumber).meta({ type: 'number', example: 5000 }),
      currency: z.string(),
      transactionId: z.string().optional(),
      status: z.string().meta({ example: 'CAPTURED' }),
    }),
    auditLog: z.array(auditEntry),
    createdAt: z.string().meta({ format: 'date-time' }),
    updatedAt: z.string().meta({ format: 'date-time' }),
    version: z.int().meta({ description: 'Events applied so far.' }),
    links,
  })
  .meta({ id: 'Booking', description: "The booking-ledger's view of a booking." });

export const availability = z
  .object({
    propertyId: z.string(),
    capacity: z.int(),
    nights: z.array(z.object({ date: z.string().meta({ format: 'date' }), free: z.int() })),
  })
  .meta({ id: 'Availability', description: 'Free rooms for each night.' });

export const problemDocument = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable; tells the cause to a program.' }),
    detail: z.string().optional().meta({ description: 'What to do about it.' }),
    errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
    bookingId: z.string().optional(),
    links: links.optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document.' });

export type PendingBooking = z.infer<typeof pendingBooking>;
export type BookingDocument = z.infer<typeof booking>;
