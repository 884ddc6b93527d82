import type { DemoBooking } from './booking.ts';
import { dayNumber } from './days.ts';

/** How far ahead the gateway takes bookings (its API document says so). */
const MAX_LEAD_DAYS = 800;

/** Bookings that are posted while the business clock stands on one day. */
export interface ClockSpan {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly bookings: readonly DemoBooking[];
}

type Verdict = 'past' | 'in time' | 'too far';

function verdict(booking: DemoBooking, today: string): Verdict {
  const leadDays = dayNumber(booking.checkInDate) - dayNumber(today);
  if (leadDays < 0) return 'past';
  return leadDays > MAX_LEAD_DAYS ? 'too far' : 'in time';
}

/**
 * Cuts the bookings, in their order, into as few spans as possible, such that each is judged on its span's day as
 * it would be on its own day of booking. Moving the clock means waiting for all requests under way: posting stays
 * fast because that happens rarely.
 */
export function clockSpans(bookings: readonly DemoBooking[]): ClockSpan[] {
  const spans: { day: string; bookings: DemoBooking[] }[] = [];
  for (const booking of bookings) {
    const current = spans.at(-1);
    if (current && verdict(booking, current.day) === verdict(booking, booking.bookedOn)) {
      current.bookings.push(booking);
    } else {
      spans.push({ day: booking.bookedOn, bookings: [booking] });
    }
  }
  return spans;
}
