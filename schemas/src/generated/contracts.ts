// Generated from avro/*.avsc by `pnpm --filter @wanderluxe/schemas generate`. Do not edit.

/** A plain decimal number, exact: "5000", "12.5". */
export type DecimalString = string;
/** A calendar day, YYYY-MM-DD. */
export type IsoDate = string;
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

export type BookingCancellationRequestedType = 'BOOKING_CANCELLATION_REQUESTED';

/** What the ledger says of the booking; the stay's dates are not in its record. */
export interface BookingCancellationRequestedPayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  /** The client's words. */
  reason: string;
}

export interface EventMetadata {
  /** W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome. */
  traceId: string;
  /** W3C span id, 16 hexadecimal digits, of the step that made the event. */
  spanId: string;
  /** The service that made the event. */
  origin: string;
}

/** A client asked to cancel a booking. */
export interface BookingCancellationRequested {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: BookingCancellationRequestedType;
  timestamp: EpochMs;
  payload: BookingCancellationRequestedPayload;
  metadata: EventMetadata;
}

export type BookingInitiatedType = 'BOOKING_INITIATED';

export interface StayDates {
  /** First night. */
  checkIn: IsoDate;
  /** Day of departure: the night before it is the last. */
  checkOut: IsoDate;
}

export interface BookingInitiatedPayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  dates: StayDates;
}

/** A client asked for a booking and the gateway accepted the request. */
export interface BookingInitiated {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: BookingInitiatedType;
  timestamp: EpochMs;
  payload: BookingInitiatedPayload;
  metadata: EventMetadata;
}

export type BookingOutcomeType = 'BOOKING_CONFIRMED' | 'BOOKING_FAILED' | 'BOOKING_CANCELLED';

export interface BookingOutcomePayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  dates: StayDates;
  /** Why it failed or was cancelled: the reason of the event that decided. */
  reason: null | string;
  transactionId: null | string;
}

/** How a booking ended. */
export interface BookingOutcome {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: BookingOutcomeType;
  timestamp: EpochMs;
  payload: BookingOutcomePayload;
  metadata: EventMetadata;
}

export type BookingOverdueType = 'BOOKING_OVERDUE';

export interface BookingOverduePayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  /** The stay, when the ledger has heard the request; null when it has only heard of it otherwise. */
  dates: null | StayDates;
  /** Whether somebody has asked to cancel it. */
  cancellationRequested: boolean;
}

/** A booking has no end although its time is up. Whoever has said something about it says it again; whoever has not heard of it does now. */
export interface BookingOverdue {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: BookingOverdueType;
  timestamp: EpochMs;
  payload: BookingOverduePayload;
  metadata: EventMetadata;
}

export type HoldExpiredType = 'HOLD_EXPIRED';

export interface HoldExpiredPayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  dates: StayDates;
}

/** A hold is past its deadline: inventory asks whether its rooms may be given back. Payment decides. */
export interface HoldExpired {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: HoldExpiredType;
  timestamp: EpochMs;
  payload: HoldExpiredPayload;
  metadata: EventMetadata;
}

export type InventoryRejectedType = 'INVENTORY_REJECTED';

export type RejectionReason = 'SOLD_OUT' | 'UNKNOWN_PROPERTY' | 'OTHER';

export interface InventoryRejectedPayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  dates: StayDates;
  reason: RejectionReason;
  /** The first night without a free room, when sold out. */
  firstFullNight: null | IsoDate;
}

/** No room was held. */
export interface InventoryRejected {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: InventoryRejectedType;
  timestamp: EpochMs;
  payload: InventoryRejectedPayload;
  metadata: EventMetadata;
}

export type InventoryReleasedType = 'INVENTORY_RELEASED';

export type ReleaseReason = 'PAYMENT_FAILED' | 'CANCELLED' | 'HOLD_EXPIRED' | 'OVERSOLD' | 'OTHER';

export interface InventoryReleasedPayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  dates: StayDates;
  reason: ReleaseReason;
}

/** Held or firm rooms are free again. */
export interface InventoryReleased {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: InventoryReleasedType;
  timestamp: EpochMs;
  payload: InventoryReleasedPayload;
  metadata: EventMetadata;
}

export type InventoryReservedType = 'INVENTORY_RESERVED';

export interface InventoryReservedPayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  dates: StayDates;
  /** From then on the rooms are asked back, unless the payment is under way or done. */
  holdExpiresAt: null | EpochMs;
}

/** Rooms are held for every night of the stay. */
export interface InventoryReserved {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: InventoryReservedType;
  timestamp: EpochMs;
  payload: InventoryReservedPayload;
  metadata: EventMetadata;
}

export type PaymentCapturedType = 'PAYMENT_CAPTURED';

export interface PaymentCapturedPayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  dates: StayDates;
  /** The bank's id; null for a complimentary stay, for which the bank was not called. */
  transactionId: null | string;
}

/** The whole amount was captured at the bank. */
export interface PaymentCaptured {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: PaymentCapturedType;
  timestamp: EpochMs;
  payload: PaymentCapturedPayload;
  metadata: EventMetadata;
}

export type PaymentFailedType = 'PAYMENT_FAILED';

export type PaymentFailureReason = 'DECLINED' | 'GAVE_UP' | 'CANCELLED' | 'HOLD_EXPIRED' | 'OTHER' | 'OVERSOLD';

export interface PaymentFailedPayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  dates: StayDates;
  reason: PaymentFailureReason;
  /** The bank's words. */
  detail: string;
}

/** Nothing was captured and nothing will be. */
export interface PaymentFailed {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: PaymentFailedType;
  timestamp: EpochMs;
  payload: PaymentFailedPayload;
  metadata: EventMetadata;
}

export type PaymentRefundedType = 'PAYMENT_REFUNDED';

/** Why the money went back. */
export type RefundReason = 'CANCELLED' | 'HOLD_EXPIRED' | 'ROOMS_RELEASED' | 'OVERSOLD' | 'OTHER';

export interface PaymentRefundedPayload {
  /** Chosen by the client, unique for ever. */
  bookingId: string;
  /** The hotel. Also the Kafka key. */
  propertyId: string;
  userId: string;
  /** Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217. */
  amount: DecimalString;
  /** ISO 4217 code. */
  currency: string;
  dates: StayDates;
  /** The bank's id; null when nothing had been paid. */
  refundId: null | string;
  reason: RefundReason;
}

/** What was captured was paid back in full. */
export interface PaymentRefunded {
  /** UUIDv5 of booking and event type: an event delivered twice is the same event. */
  eventId: string;
  eventType: PaymentRefundedType;
  timestamp: EpochMs;
  payload: PaymentRefundedPayload;
  metadata: EventMetadata;
}

/** The record of each schema file. */
export interface Records {
  'booking-cancellation-requested': BookingCancellationRequested;
  'booking-initiated': BookingInitiated;
  'booking-outcome': BookingOutcome;
  'booking-overdue': BookingOverdue;
  'hold-expired': HoldExpired;
  'inventory-rejected': InventoryRejected;
  'inventory-released': InventoryReleased;
  'inventory-reserved': InventoryReserved;
  'payment-captured': PaymentCaptured;
  'payment-failed': PaymentFailed;
  'payment-refunded': PaymentRefunded;
}

/** The Avro text of each schema file, so that a bundled service carries its contracts. */
export const schemaTexts: Record<keyof Records, string> = {
  'booking-cancellation-requested':
    '{"type":"record","name":"BookingCancellationRequested","namespace":"wanderluxe.events","doc":"A client asked to cancel a booking.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"BookingCancellationRequestedType","symbols":["BOOKING_CANCELLATION_REQUESTED"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"BookingCancellationRequestedPayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"reason","type":"string","default":"","doc":"The client\'s words."}],"doc":"What the ledger says of the booking; the stay\'s dates are not in its record."}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
  'booking-initiated':
    '{"type":"record","name":"BookingInitiated","namespace":"wanderluxe.events","doc":"A client asked for a booking and the gateway accepted the request.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"BookingInitiatedType","symbols":["BOOKING_INITIATED"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"BookingInitiatedPayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"dates","type":{"type":"record","name":"StayDates","fields":[{"name":"checkIn","type":{"type":"int","logicalType":"date"},"doc":"First night."},{"name":"checkOut","type":{"type":"int","logicalType":"date"},"doc":"Day of departure: the night before it is the last."}]}}]}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
  'booking-outcome':
    '{"type":"record","name":"BookingOutcome","namespace":"wanderluxe.events","doc":"How a booking ended.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"BookingOutcomeType","symbols":["BOOKING_CONFIRMED","BOOKING_FAILED","BOOKING_CANCELLED"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"BookingOutcomePayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"dates","type":{"type":"record","name":"StayDates","fields":[{"name":"checkIn","type":{"type":"int","logicalType":"date"},"doc":"First night."},{"name":"checkOut","type":{"type":"int","logicalType":"date"},"doc":"Day of departure: the night before it is the last."}]}},{"name":"reason","type":["null","string"],"default":null,"doc":"Why it failed or was cancelled: the reason of the event that decided."},{"name":"transactionId","type":["null","string"],"default":null}]}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
  'booking-overdue':
    '{"type":"record","name":"BookingOverdue","namespace":"wanderluxe.events","doc":"A booking has no end although its time is up. Whoever has said something about it says it again; whoever has not heard of it does now.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"BookingOverdueType","symbols":["BOOKING_OVERDUE"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"BookingOverduePayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"dates","type":["null",{"type":"record","name":"StayDates","fields":[{"name":"checkIn","type":{"type":"int","logicalType":"date"},"doc":"First night."},{"name":"checkOut","type":{"type":"int","logicalType":"date"},"doc":"Day of departure: the night before it is the last."}]}],"default":null,"doc":"The stay, when the ledger has heard the request; null when it has only heard of it otherwise."},{"name":"cancellationRequested","type":"boolean","default":false,"doc":"Whether somebody has asked to cancel it."}]}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
  'hold-expired':
    '{"type":"record","name":"HoldExpired","namespace":"wanderluxe.events","doc":"A hold is past its deadline: inventory asks whether its rooms may be given back. Payment decides.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"HoldExpiredType","symbols":["HOLD_EXPIRED"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"HoldExpiredPayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"dates","type":{"type":"record","name":"StayDates","fields":[{"name":"checkIn","type":{"type":"int","logicalType":"date"},"doc":"First night."},{"name":"checkOut","type":{"type":"int","logicalType":"date"},"doc":"Day of departure: the night before it is the last."}]}}]}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
  'inventory-rejected':
    '{"type":"record","name":"InventoryRejected","namespace":"wanderluxe.events","doc":"No room was held.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"InventoryRejectedType","symbols":["INVENTORY_REJECTED"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"InventoryRejectedPayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"dates","type":{"type":"record","name":"StayDates","fields":[{"name":"checkIn","type":{"type":"int","logicalType":"date"},"doc":"First night."},{"name":"checkOut","type":{"type":"int","logicalType":"date"},"doc":"Day of departure: the night before it is the last."}]}},{"name":"reason","type":{"type":"enum","name":"RejectionReason","symbols":["SOLD_OUT","UNKNOWN_PROPERTY","OTHER"],"default":"OTHER"}},{"name":"firstFullNight","type":["null",{"type":"int","logicalType":"date"}],"default":null,"doc":"The first night without a free room, when sold out."}]}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
  'inventory-released':
    '{"type":"record","name":"InventoryReleased","namespace":"wanderluxe.events","doc":"Held or firm rooms are free again.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"InventoryReleasedType","symbols":["INVENTORY_RELEASED"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"InventoryReleasedPayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"dates","type":{"type":"record","name":"StayDates","fields":[{"name":"checkIn","type":{"type":"int","logicalType":"date"},"doc":"First night."},{"name":"checkOut","type":{"type":"int","logicalType":"date"},"doc":"Day of departure: the night before it is the last."}]}},{"name":"reason","type":{"type":"enum","name":"ReleaseReason","symbols":["PAYMENT_FAILED","CANCELLED","HOLD_EXPIRED","OVERSOLD","OTHER"],"default":"OTHER"}}]}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
  'inventory-reserved':
    '{"type":"record","name":"InventoryReserved","namespace":"wanderluxe.events","doc":"Rooms are held for every night of the stay.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"InventoryReservedType","symbols":["INVENTORY_RESERVED"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"InventoryReservedPayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"dates","type":{"type":"record","name":"StayDates","fields":[{"name":"checkIn","type":{"type":"int","logicalType":"date"},"doc":"First night."},{"name":"checkOut","type":{"type":"int","logicalType":"date"},"doc":"Day of departure: the night before it is the last."}]}},{"name":"holdExpiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"From then on the rooms are asked back, unless the payment is under way or done."}]}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
  'payment-captured':
    '{"type":"record","name":"PaymentCaptured","namespace":"wanderluxe.events","doc":"The whole amount was captured at the bank.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"PaymentCapturedType","symbols":["PAYMENT_CAPTURED"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"PaymentCapturedPayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"dates","type":{"type":"record","name":"StayDates","fields":[{"name":"checkIn","type":{"type":"int","logicalType":"date"},"doc":"First night."},{"name":"checkOut","type":{"type":"int","logicalType":"date"},"doc":"Day of departure: the night before it is the last."}]}},{"name":"transactionId","type":["null","string"],"default":null,"doc":"The bank\'s id; null for a complimentary stay, for which the bank was not called."}]}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
  'payment-failed':
    '{"type":"record","name":"PaymentFailed","namespace":"wanderluxe.events","doc":"Nothing was captured and nothing will be.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"PaymentFailedType","symbols":["PAYMENT_FAILED"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"PaymentFailedPayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"dates","type":{"type":"record","name":"StayDates","fields":[{"name":"checkIn","type":{"type":"int","logicalType":"date"},"doc":"First night."},{"name":"checkOut","type":{"type":"int","logicalType":"date"},"doc":"Day of departure: the night before it is the last."}]}},{"name":"reason","type":{"type":"enum","name":"PaymentFailureReason","symbols":["DECLINED","GAVE_UP","CANCELLED","HOLD_EXPIRED","OTHER","OVERSOLD"],"default":"OTHER"}},{"name":"detail","type":"string","default":"","doc":"The bank\'s words."}]}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
  'payment-refunded':
    '{"type":"record","name":"PaymentRefunded","namespace":"wanderluxe.events","doc":"What was captured was paid back in full.","fields":[{"name":"eventId","type":"string","doc":"UUIDv5 of booking and event type: an event delivered twice is the same event."},{"name":"eventType","type":{"type":"enum","name":"PaymentRefundedType","symbols":["PAYMENT_REFUNDED"]}},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"payload","type":{"type":"record","name":"PaymentRefundedPayload","fields":[{"name":"bookingId","type":"string","doc":"Chosen by the client, unique for ever."},{"name":"propertyId","type":"string","doc":"The hotel. Also the Kafka key."},{"name":"userId","type":"string"},{"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4},"doc":"Price of the whole stay in units of the currency. Scale 4 holds every minor unit of ISO 4217."},{"name":"currency","type":"string","doc":"ISO 4217 code."},{"name":"dates","type":{"type":"record","name":"StayDates","fields":[{"name":"checkIn","type":{"type":"int","logicalType":"date"},"doc":"First night."},{"name":"checkOut","type":{"type":"int","logicalType":"date"},"doc":"Day of departure: the night before it is the last."}]}},{"name":"refundId","type":["null","string"],"default":null,"doc":"The bank\'s id; null when nothing had been paid."},{"name":"reason","type":{"type":"enum","name":"RefundReason","doc":"Why the money went back.","symbols":["CANCELLED","HOLD_EXPIRED","ROOMS_RELEASED","OVERSOLD","OTHER"],"default":"OTHER"},"default":"OTHER"}]}},{"name":"metadata","type":{"type":"record","name":"EventMetadata","fields":[{"name":"traceId","type":"string","doc":"W3C trace id, 32 hexadecimal digits, the same from the HTTP call to the outcome."},{"name":"spanId","type":"string","doc":"W3C span id, 16 hexadecimal digits, of the step that made the event."},{"name":"origin","type":"string","doc":"The service that made the event."}]}}]}',
};
