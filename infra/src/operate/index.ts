/** What an operator asks of an engine, as functions: the commands and the operations console use the same ones. */
export { callJson } from '../call.ts';
export { readAvailability } from '../demo/engine-apis.ts';
export { decide, eventIn, undecided } from '../dlq/dead-letters.ts';
export type { Action, DeadLetter } from '../dlq/letter.ts';
export { detailsOf, summaryOf } from '../dlq/letter-view.ts';
export { CommandError, messageOf } from '../errors.ts';
export { serviceNames } from '../servers/services.ts';
export { addressOf, httpAt } from '../settings/addresses.ts';
export { settingsAsStarted } from '../settings/recorded.ts';
export type { Settings } from '../settings/settings.ts';
export type { EventSeen, SetAside } from './booking-events.ts';
export { bookingsPage } from './bookings-page.ts';
export { type Diagnosis, examine } from './doctor.ts';
export { askOps, findAtOps, metricsText } from './engine-calls.ts';
export { type Hold, heldRooms, releaseHold } from './holds.ts';
export { type GroupLag, readLags } from './lag.ts';
export {
  type Finding,
  findPayment,
  type OpenPaymentStatus,
  type Payment,
  paymentsWith,
  resolvePayment,
} from './payments.ts';
export { type HearEvent, type Tail, tailTopics } from './tail-topics.ts';
export { type BookingShown, findBooking, type Row, type Timeline, timelineOf } from './timeline.ts';
