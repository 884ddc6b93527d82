import { randomUUID } from 'node:crypto';
import { consoleAddress } from '../servers/console.ts';
import { httpAt } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import { tableLines } from '../table.ts';
import { addDays } from './days.ts';
import type { DemoResult } from './run-demo.ts';
import { isGood, type Percentiles, type Summary } from './summary.ts';

const LABEL = 12;
const line = (label: string, text: string | number): string => `  ${label.padEnd(LABEL)}  ${text}`;

const reasonLines = (reasons: Readonly<Record<string, number>>): string[] =>
  Object.entries(reasons).map(([reason, count]) => line('', `${String(count).padStart(5)}  ${reason}`));

const times = ({ p50, p99 }: Percentiles): string => `p50 ${p50} ms, p99 ${p99} ms`;

function hotelLines({ properties }: Summary): string[] {
  const header = ['hotel', 'rooms', 'peak sold', 'nights full', 'nights oversold', 'confirmed'];
  const rows = properties.map((property) => [
    property.id,
    `${property.capacity}`,
    `${property.peakRooms}`,
    `${property.soldOutNights}`,
    `${property.oversoldNights}`,
    `${property.confirmed}`,
  ]);
  return tableLines([header, ...rows], { numbersFrom: 1 }).map((text) => `  ${text}`);
}

const verdict = (count: number, good: string, bad: string): string =>
  count === 0 ? `ok, ${good}` : `NOT OK: ${count} ${bad}`;

/** The summary for people. */
export function summaryTable(summary: Summary): string {
  return [
    '',
    isGood(summary) ? 'Every promise was kept.' : 'SOMETHING IS WRONG: see "NOT OK" below.',
    '',
    line('accepted', summary.accepted),
    line('refused', summary.refused),
    ...reasonLines(summary.refusedReasons),
    line('confirmed', summary.confirmed),
    line('failed', summary.failed),
    ...reasonLines(summary.failedReasons),
    ...(summary.cancelled > 0
      ? [line('cancelled', `${summary.cancelled}, ${summary.refunds} refunded by the bank`)]
      : []),
    '',
    line('to outcome', `${times(summary.toOutcomeMs)} (from the POST to the event that settled it)`),
    line('to answer', `${times(summary.toAnswerMs)} (from the POST to its 202 or refusal)`),
    line('throughput', `${summary.bookingsPerSecond} bookings/s, from the first POST to the last outcome`),
    '',
    ...hotelLines(summary),
    '',
    line('outcomes', verdict(summary.unsettled, 'every accepted booking has one', 'bookings have none')),
    line('rooms', verdict(summary.oversold, 'no night is oversold', 'nights are oversold')),
    line(
      'compensated',
      verdict(summary.unbalancedNights, 'free rooms are capacity less confirmed', 'nights differ'),
    ),
    line(
      'money',
      verdict(summary.moneyMismatches, "the ledger agrees with the bank's own books", 'bookings disagree'),
    ),
    '',
  ].join('\n');
}

const TRY_AFTER_DAYS = 30;
const TRY_NIGHTS = 2;

/** Commands that work while the engine is up. */
export function nextSteps(settings: Settings, { example }: DemoResult, nowMs: number): string {
  const api = `${httpAt(settings, 'gatewayHttp')}/api/v1`;
  const instance = settings.instance === 'default' ? '' : ` --instance ${settings.instance}`;
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const checkInDate = addDays(today, TRY_AFTER_DAYS);
  const body = JSON.stringify({
    ...{
      bookingId: `b-${randomUUID().slice(0, 8)}`,
      propertyId: example?.propertyId,
      userId: 'me',
      amount: 250.5,
    },
    ...{ currency: 'EUR', checkInDate, checkOutDate: addDays(checkInDate, TRY_NIGHTS) },
  });
  const onExample = example
    ? [
        `  curl ${api}/bookings/${example.bookingId}`,
        `  curl -N ${api}/bookings/${example.bookingId}/events`,
        `  curl '${api}/properties/${example.propertyId}/availability?from=${example.from}&to=${addDays(example.from, 7)}'`,
        `  curl -i ${api}/bookings -H 'Content-Type: application/json' -H 'Idempotency-Key: ${randomUUID()}' \\`,
        `    -d '${body}'`,
      ]
    : [];
  return [
    'To try next:',
    ...onExample,
    `  ${consoleAddress(settings)}   the operations console`,
    `  ${httpAt(settings, 'gatewayHttp')}/docs   the API's page`,
    `  ./wanderluxe status${instance}   every server and service, its address and health`,
    '',
  ].join('\n');
}
