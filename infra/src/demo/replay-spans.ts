import type { DemoBooking } from './booking.ts';
import { clockSpans } from './clock-spans.ts';

/** One thing that a guest does. */
export interface Action {
  readonly kind: 'book' | 'cancel';
  readonly booking: DemoBooking;
}

/** What is done while the business clock stands on one day, in this order. */
export interface ReplaySpan {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly actions: readonly Action[];
}

/**
 * The bookings, and with them the cancellations, in the order of the days: what is cancelled on a day comes after what is
 * booked on it, and before what is booked later.
 */
export function replaySpans(bookings: readonly DemoBooking[], withCancellations: boolean): ReplaySpan[] {
  const waiting: DemoBooking[] = [];
  const spans = clockSpans(bookings).map((span) => ({ day: span.day, actions: [] as Action[], span }));
  for (const { actions, span } of spans) {
    for (const booking of span.bookings) {
      actions.push(...dueBefore(booking.bookedOn, waiting), { kind: 'book', booking });
      if (withCancellations && booking.cancelledOn !== undefined) insert(waiting, booking);
    }
  }
  spans.at(-1)?.actions.push(...dueBefore(undefined, waiting));
  return spans.map(({ day, actions }) => ({ day, actions }));
}

const dayOf = ({ cancelledOn = '' }: DemoBooking): string => cancelledOn;

/** Behind those of the same day. */
function insert(waiting: DemoBooking[], booking: DemoBooking): void {
  let at = waiting.length;
  while (at > 0 && dayOf(waiting[at - 1] as DemoBooking) > dayOf(booking)) at -= 1;
  waiting.splice(at, 0, booking);
}

/** Takes out what was cancelled before the day; all of it without one. */
function dueBefore(day: string | undefined, waiting: DemoBooking[]): Action[] {
  const later = day === undefined ? -1 : waiting.findIndex((booking) => dayOf(booking) >= day);
  const due = waiting.splice(0, later === -1 ? waiting.length : later);
  return due.map((booking) => ({ kind: 'cancel', booking }));
}
