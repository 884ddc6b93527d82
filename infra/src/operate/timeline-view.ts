import { tableLines } from '../table.ts';
import type { EventSeen, SetAside } from './booking-events.ts';
import type { BookingShown, Row, Timeline } from './timeline.ts';

const INDENT = '  ';
const indented = (lines: readonly string[]): string[] => lines.map((line) => INDENT + line);

function headline({ _id, status, propertyId, userId, payment, version }: BookingShown): string {
  const money = `${payment.amount} ${payment.currency} ${payment.status}`;
  return `${_id}: ${status}, at ${propertyId} for ${userId}, ${money}, version ${version}`;
}

const auditLines = ({ auditLog }: BookingShown): string[] =>
  tableLines(auditLog.map(({ timestamp, action, reason }) => [timestamp, action, reason ?? '']));

/** A booking and its audit log. */
export const bookingLines = (booking: BookingShown): string[] => [
  headline(booking),
  ...indented(auditLines(booking)),
];

export function listLines(bookings: readonly BookingShown[]): string[] {
  const rows = bookings.map(({ _id, status, propertyId, payment, updatedAt }) => [
    ...[_id, status, propertyId, `${payment.amount} ${payment.currency}`, payment.status, updatedAt],
  ]);
  const header = ['booking', 'status', 'property', 'amount', 'payment', 'last news'];
  return rows.length === 0 ? [] : tableLines([header, ...rows]);
}

/** The same event said before, by its topic and type: each booking has each once. */
function noteOf(event: EventSeen, earlier: readonly EventSeen[]): string {
  if (event.saidAgain) return 'said again';
  return earlier.some(({ eventType }) => eventType === event.eventType) ? 'repeated' : '';
}

function eventLines(events: readonly EventSeen[]): string[] {
  return tableLines(
    events.map((event, index) => [
      ...[event.at, event.eventType, `${event.topic}/${event.partition}/${event.offset}`, event.origin],
      ...[event.reason ?? '', noteOf(event, events.slice(0, index))],
    ]),
  );
}

const asideLines = (setAside: readonly SetAside[]): string[] =>
  tableLines(
    setAside.map(({ at, eventType, group, isDeadLetter, attempt, error, topic, partition, offset }) => [
      ...[at, eventType, `${topic}/${partition}/${offset}`],
      ...[isDeadLetter ? `given up by ${group} after ${attempt} tries` : `tried again by ${group}`, error],
    ]),
  );

/** What a row has, without what is null. */
const rowLines = (row: Row): string[] =>
  tableLines(
    Object.entries(row)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : `${value}`]),
  );

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [`${title}: none`] : [`${title}:`, ...indented(lines)];

/** One booking over all services, for people. */
export function timelineLines({ bookingId, booking, reservation, payment, ...kafka }: Timeline): string[] {
  const traces = [...new Set(kafka.events.map(({ traceId }) => traceId))];
  return [
    booking ? headline(booking) : `${bookingId}: the ledger has not heard of it`,
    ...section('events', eventLines(kafka.events)),
    ...section('audit log', booking ? auditLines(booking) : []),
    ...section('reservation', reservation ? rowLines(reservation) : []),
    ...section('payment', payment ? rowLines(payment) : []),
    ...section('retries and dead letters', asideLines(kafka.setAside)),
    ...section('traces', traces),
  ];
}
