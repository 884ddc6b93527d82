/** Replaying and judging bookings, as functions: the demo command and the system tests use the same ones. */

export { bodyOf, bookingOf, type DemoBooking, newRunTag } from './booking.ts';
export { type BookingRow, readBookings } from './bookings-file.ts';
export { createPacer, forEachBounded } from './bounded.ts';
export { clockSpans } from './clock-spans.ts';
export { addDays } from './days.ts';
export {
  type BankBehaviour,
  type BankEntry,
  type Capacity,
  type LedgerBooking,
  lookUpBookings,
  readAvailability,
  readBankLedger,
  setBehaviour,
  setCapacities,
  setClock,
} from './engine-apis.ts';
export { gatherEvidence } from './evidence.ts';
export { gatewayPosts, judgeAnswer, type PostBooking, type PostResult } from './gateway-posts.ts';
export { OutcomeWatch } from './outcomes.ts';
export { runDemo } from './run-demo.ts';
export { isGood, type Posted, type Summary, summarise } from './summary.ts';
