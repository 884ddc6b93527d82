import type { HappenedFault } from '../faults/storm.ts';
import { describeRule, itAllows } from '../testing/breaks.ts';
import { changed, event, record, row, START_MS } from '../testing/good-evidence.ts';
import { noEventLost } from './i06-no-event-lost.ts';
import { sameState } from './i07-same-state.ts';
import { auditLog } from './i09-audit-log.ts';
import { poisonSetAside } from './i12-poison.ts';
import { oneTrace } from './i14-one-trace.ts';

const cancelled = record('booking.outcomes', 0, event('late', 'BOOKING_CANCELLED', 20));
const confirmed = record('booking.outcomes', 1, event('late', 'BOOKING_CONFIRMED', 10));

const wrongClock = (target: string): HappenedFault => ({
  ...{ kind: 'service-clock', target, startMs: 0, durationMs: 1, amount: 3_600 },
  ...{ startedAtMs: START_MS, endedAtMs: START_MS + 1, seen: null, failure: null },
});
const asked = [8, 9].map((offset) =>
  record('hold.expired', offset, event('late', 'HOLD_EXPIRED', offset, { eventId: `asked-${offset}` })),
);

describeRule(noEventLost, {
  'an event that never reached its topic': [
    ({ records }) => ({ records: records.filter(({ topic }) => topic !== 'payment.captured') }),
    'PAYMENT_CAPTURED of paid never reached payment.captured',
  ],
  'a row that is still unpublished': [
    ({ outbox }) => ({ outbox: outbox.map((one) => ({ ...one, isPublished: false })) }),
    'is not marked as published',
  ],
  'an event that no outbox has': [
    ({ outbox }) => ({ outbox: outbox.filter(({ service }) => service !== 'payment') }),
    'payment.captured carries PAYMENT_CAPTURED, which no outbox has',
  ],
  'two events of a booking that changed places': [
    ({ outbox, records }) => ({
      records: [...records, cancelled, confirmed],
      outbox: [...outbox, row('booking-ledger', [confirmed], 1), row('booking-ledger', [cancelled], 2)],
    }),
    'first occurrences at offsets 1, 0',
  ],
  'an effect that was said before its cause, while the clock was wrong': [
    ({ outbox, records, faults }) => ({
      records: [...records, cancelled, confirmed],
      outbox: [...outbox, row('booking-ledger', [confirmed], 2), row('booking-ledger', [cancelled], 1)],
      faults: [...faults, wrongClock('booking-ledger')],
    }),
    'first occurrences at offsets 1, 0',
  ],
  'a request that was repeated before it was made': [
    ({ outbox, records, faults }) => ({
      records: [...records, ...asked],
      outbox: [...outbox, row('inventory', [asked[0]!], 2), row('inventory', [asked[1]!], 1)],
      faults: [...faults, wrongClock('payment')],
    }),
    'first occurrences at offsets 9, 8',
  ],
});

describeRule(sameState, {
  'a row that another delivery changed': [
    ({ redelivery }) => ({
      redelivery: { ...redelivery!, after: { ...redelivery!.after, 'booking paid': 'FAILED' } },
    }),
    'booking paid was CONFIRMED, and is FAILED after another delivery',
  ],
  'a line that another delivery added': [
    ({ redelivery }) => ({
      redelivery: { ...redelivery!, after: { ...redelivery!.after, 'line 2': 'CAPTURE' } },
    }),
    'line 2 was undefined, and is CAPTURE',
  ],
  'work that another delivery made and that does not end': [
    ({ redelivery }) => ({ redelivery: { ...redelivery!, unrest: ['1 payments not settled'] } }),
    'not at rest after another delivery: 1 payments not settled',
  ],
});

describeRule(auditLog, {
  'an event that the ledger missed': [
    ({ records }) => ({
      records: [...records, record('payment.refunded', 0, event('paid', 'PAYMENT_REFUNDED', 9))],
    }),
    'PAYMENT_REFUNDED@9',
  ],
  'an entry of an event that never was': [
    ({ records }) => ({ records: records.filter(({ topic }) => topic !== 'payment.failed') }),
    'the log has',
  ],
  'a version that counts wrong': [
    ({ bookings }) => ({ bookings: changed(bookings, 'paid', { version: 4 }) }),
    'version 4 after 3 events',
  ],
  'a log out of order': [
    ({ bookings }) => ({
      bookings: changed(bookings, 'paid', { auditLog: [...bookings[1]!.auditLog].reverse() }),
    }),
    'not in order',
  ],
  'times that are not those of its events': [
    ({ bookings }) => ({ bookings: changed(bookings, 'paid', { updatedAtMs: 99 }) }),
    'createdAt or updatedAt',
  ],
  'a status against its log': [
    ({ bookings }) => ({ bookings: changed(bookings, 'broke', { status: 'CONFIRMED' }) }),
    'CONFIRMED against its log',
  ],
  'a hold that ended although it was paid': [
    ({ bookings }) => ({
      bookings: changed(bookings, 'paid', {
        status: 'FAILED',
        auditLog: [
          ...bookings[1]!.auditLog,
          { action: 'INVENTORY_RELEASED', timestampMs: 99, reason: 'HOLD_EXPIRED' },
        ],
      }),
    }),
    'paid, and its rooms were released because its hold was over',
  ],
  'an outcome after the last one': [
    ({ records }) => ({
      records: [...records, record('booking.outcomes', 2, event('broke', 'BOOKING_CONFIRMED', 9))],
    }),
    'the outcomes said are BOOKING_FAILED, BOOKING_CONFIRMED',
  ],
});

describeRule(poisonSetAside, {
  'a poisoned record that was dropped': [
    ({ records }) => ({ records: records.filter(({ topic }) => !topic.endsWith('.dlq')) }),
    'is not on booking.requests.inventory.dlq',
  ],
  'a dead letter of other bytes': [
    ({ records }) => ({
      records: records.map((one) => (one.topic.endsWith('.dlq') ? { ...one, valueBase64: 'BBBB' } : one)),
    }),
    'not the bytes of the original',
  ],
  'a dead letter without a reason': [
    ({ records }) => ({
      records: records.map((one) =>
        one.topic.endsWith('.dlq') ? { ...one, headers: { ...one.headers, 'dlq-error-message': '' } } : one,
      ),
    }),
    'no reason is given',
  ],
  'a good record among the dead letters': [
    ({ records }) => ({
      records: [
        ...records,
        record('inventory.reserved.payment.dlq', 0, event('paid', 'INVENTORY_RESERVED', 6)),
      ],
    }),
    'inventory.reserved.payment.dlq has INVENTORY_RESERVED of paid',
  ],
  'a partition that the poison held up': [
    ({ offsets }) => ({ offsets: offsets.map((sample) => ({ ...sample, atMs: sample.atMs + 8_000 })) }),
    'inventory was held up by truncated for 8900 ms',
  ],
});

describeRule(oneTrace, {
  'an event under another trace': [
    ({ records }) => ({
      records: records.map((one) =>
        one.topic === 'payment.captured' ? { ...one, event: { ...one.event!, traceId: 'other' } } : one,
      ),
    }),
    'PAYMENT_CAPTURED on payment.captured: trace other',
  ],
  'a header under another trace': [
    ({ records }) => ({
      records: records.map((one) =>
        one.topic === 'booking.outcomes' ? { ...one, headers: { traceparent: '00-other-1-01' } } : one,
      ),
    }),
    'header other',
  ],
  'an answer under another trace': [
    ({ calls }) => ({ calls: calls.map((one) => ({ ...one, traceparent: null })) }),
    "the answer's trace is null",
  ],
});

describe('what the rules about events allow', () => {
  itAllows(noEventLost, 'an event published twice', ({ records }) => ({
    records: [...records, record('payment.captured', 5, event('paid', 'PAYMENT_CAPTURED', 7))],
  }));
  itAllows(
    noEventLost,
    'a confirmation that comes from its own row only after one that had said it again in front',
    ({ outbox, records }) => {
      const late = event('late', 'BOOKING_CONFIRMED', 10);
      const own = record('booking.outcomes', 12, late, { valueBase64: 'its own span' });
      const again = record('booking.outcomes', 10, late);
      const then = record('booking.outcomes', 11, event('late', 'BOOKING_CANCELLED', 20));
      return {
        records: [...records, again, then, own],
        outbox: [...outbox, row('booking-ledger', [own], 1), row('booking-ledger', [again, then], 2)],
      };
    },
  );
  itAllows(
    noEventLost,
    'rows that a wrong clock has put in another order',
    ({ outbox, records, faults }) => ({
      records: [...records, ...asked],
      outbox: [...outbox, row('inventory', [asked[0]!], 2), row('inventory', [asked[1]!], 1)],
      faults: [...faults, wrongClock('inventory')],
    }),
  );
  itAllows(auditLog, 'a request that was accepted twice: the earlier one counts', ({ records }) => ({
    records: [...records, record('booking.requests', 7, event('paid', 'BOOKING_INITIATED', 50))],
  }));
  itAllows(poisonSetAside, 'a delay while another fault is near', ({ offsets, faults, startedAtMs }) => ({
    offsets: offsets.map((sample) => ({ ...sample, atMs: sample.atMs + 8_000 })),
    faults: [
      ...faults,
      {
        ...{ kind: 'mongo-kill', target: 'mongo', startMs: 0, durationMs: 1, amount: 0 },
        ...{ startedAtMs, endedAtMs: startedAtMs + 1, seen: null, failure: null },
      },
    ],
  }));
});
