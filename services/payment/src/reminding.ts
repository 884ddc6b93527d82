import type { Logger } from '@wanderluxe/runtime';
import type { Payment } from './domain/payment.ts';
import type { Reminder, Reminders } from './ports.ts';

export const remindersOf = (changes: readonly Payment[]): Reminder[] =>
  changes.flatMap(({ facts, due }) => (due === null ? [] : [{ bookingId: facts.bookingId, due }]));

/** A queue that is away must not hold up anything: the sweep of rows schedules what is missed here. */
export async function remind(
  changes: readonly Payment[],
  { reminders, logger }: { reminders: Reminders; logger: Logger },
): Promise<void> {
  const wanted = remindersOf(changes);
  if (wanted.length === 0) return;
  try {
    await reminders.schedule(wanted);
  } catch (error) {
    logger.warn('reminders were not scheduled, the next sweep will', { payments: wanted.length, error });
  }
}
