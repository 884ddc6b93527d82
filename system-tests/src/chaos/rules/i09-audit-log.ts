import type { BookingSeen, EventSeen } from '../evidence/types.ts';
import { events } from './facts.ts';
import { judgeEach, type Rule } from './rule.ts';

const actionOf: Readonly<Record<string, string>> = {
  BOOKING_INITIATED: 'RECEIVED',
  INVENTORY_RESERVED: 'INVENTORY_RESERVED',
  INVENTORY_REJECTED: 'INVENTORY_REJECTED',
  INVENTORY_RELEASED: 'INVENTORY_RELEASED',
  PAYMENT_CAPTURED: 'PAYMENT_SUCCESS',
  PAYMENT_FAILED: 'PAYMENT_FAILED',
  PAYMENT_REFUNDED: 'PAYMENT_REFUNDED',
  BOOKING_CANCELLATION_REQUESTED: 'CANCELLATION_REQUESTED',
};

const outcomeTypes = new Set(['BOOKING_CONFIRMED', 'BOOKING_FAILED', 'BOOKING_CANCELLED']);
/** What a booking may say to the world, in this order. */
const legalOutcomes = new Set([
  '',
  'BOOKING_CONFIRMED',
  'BOOKING_FAILED',
  'BOOKING_CANCELLED',
  'BOOKING_CONFIRMED BOOKING_CANCELLED',
  'BOOKING_CONFIRMED BOOKING_FAILED',
]);

/** The log that the events on the topics make; of an event said twice with other times the earliest stands. */
function expectedLog(heard: readonly EventSeen[]): Map<string, number> {
  const log = new Map<string, number>();
  for (const { eventType, timestampMs } of heard) {
    const action = actionOf[eventType];
    if (action) log.set(action, Math.min(timestampMs, log.get(action) ?? timestampMs));
  }
  return log;
}

function logFaults(
  { auditLog, version, createdAtMs, updatedAtMs }: BookingSeen,
  expected: Map<string, number>,
): string[] {
  const shown = (entries: Iterable<readonly [string, number]>): string =>
    [...entries]
      .map(([action, atMs]) => `${action}@${atMs}`)
      .sort()
      .join(' ');
  const seen = shown(auditLog.map(({ action, timestampMs }) => [action, timestampMs] as const));
  const times = auditLog.map(({ timestampMs }) => timestampMs);
  return [
    ...(seen === shown(expected) ? [] : [`the log has ${seen}; the topics ${shown(expected)}`]),
    ...(version === auditLog.length ? [] : [`version ${version} after ${auditLog.length} events`]),
    ...(times.every((atMs, index) => index === 0 || atMs >= times[index - 1]!)
      ? []
      : ['the log is not in order']),
    ...(createdAtMs === Math.min(...times) && updatedAtMs === Math.max(...times)
      ? []
      : ['createdAt or updatedAt is none of the first and last event']),
  ];
}

/** Which statuses a set of actions allows, and which actions exclude each other. */
function storyFaults({ status, auditLog }: BookingSeen): string[] {
  const has = (action: string): boolean => auditLog.some((entry) => entry.action === action);
  // Payment decides whether a hold ends: what is paid, or may be, keeps its rooms.
  const expired = auditLog.some(
    ({ action, reason }) => action === 'INVENTORY_RELEASED' && reason === 'HOLD_EXPIRED',
  );
  const undone = has('PAYMENT_FAILED') || has('INVENTORY_RELEASED') || has('PAYMENT_REFUNDED');
  const problems: [boolean, string][] = [
    [has('INVENTORY_RESERVED') && has('INVENTORY_REJECTED'), 'reserved and rejected'],
    [has('PAYMENT_SUCCESS') && has('PAYMENT_FAILED'), 'paid and not paid'],
    [has('PAYMENT_SUCCESS') && !has('INVENTORY_RESERVED'), 'paid without rooms'],
    [has('PAYMENT_SUCCESS') && expired, 'paid, and its rooms were released because its hold was over'],
    [has('INVENTORY_RELEASED') && !has('INVENTORY_RESERVED'), 'released without rooms'],
    [has('PAYMENT_REFUNDED') && !has('PAYMENT_SUCCESS'), 'refunded without being paid'],
    [status === 'CONFIRMED' && (!has('PAYMENT_SUCCESS') || undone), 'CONFIRMED against its log'],
    [status === 'FAILED' && !has('INVENTORY_REJECTED') && !undone, 'FAILED against its log'],
    [status === 'CANCELLED' && !has('CANCELLATION_REQUESTED'), 'CANCELLED without a request'],
  ];
  return problems.flatMap(([wrong, what]) => (wrong ? [what] : []));
}

export const auditLog: Rule = {
  id: 'I9',
  title: 'the audit log has one entry for each event, only legal transitions, and its version counts them',
  check(evidence) {
    const heard = Map.groupBy(
      events(evidence)
        .sort((a, b) => a.offset - b.offset)
        .map(({ event }) => event),
      ({ bookingId }) => bookingId,
    );
    return judgeEach(
      evidence.bookings,
      (booking) => {
        const own = heard.get(booking.id) ?? [];
        const outcomes = [
          ...new Set(
            own.filter(({ eventType }) => outcomeTypes.has(eventType)).map(({ eventType }) => eventType),
          ),
        ];
        const legal =
          legalOutcomes.has(outcomes.join(' ')) &&
          (outcomes.at(-1) ?? `BOOKING_${booking.status}`) === `BOOKING_${booking.status}`;
        return [
          ...logFaults(booking, expectedLog(own)),
          ...storyFaults(booking),
          ...(legal ? [] : [`${booking.status}, but the outcomes said are ${outcomes.join(', ')}`]),
        ];
      },
      ({ id }) => id,
    );
  },
};
