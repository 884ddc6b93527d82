import type { Causes } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import type { Payment } from './domain/payment.ts';
import type { Reminder, Reminders } from './ports.ts';

type Steps = Pick<Causes, 'of'>;

const remindersOf = (changes: readonly Payment[], steps: Steps): Reminder[] =>
  changes.flatMap(({ facts: { bookingId }, due, traceId }) => {
    if (due === null) return [];
    const traceparent = steps.of(traceId);
    return [{ bookingId, due, traceId, ...(traceparent === undefined ? {} : { traceparent }) }];
  });

const NO_STEPS: Steps = { of: () => undefined };

/** A queue that is away must not hold up anything: the sweep of rows schedules what is missed here. */
export async function remind(
  changes: readonly Payment[],
  { reminders, logger }: { reminders: Reminders; logger: Logger },
  steps: Steps = NO_STEPS,
): Promise<void> {
  const wanted = remindersOf(changes, steps);
  if (wanted.length === 0) return;
  try {
    await reminders.schedule(wanted);
  } catch (error) {
    logger.warn('reminders were not scheduled, the next sweep will', { payments: wanted.length, error });
  }
}
