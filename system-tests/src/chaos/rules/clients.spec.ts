import { describeRule, itAllows } from '../testing/breaks.ts';
import { call, changed, event, record, reservation, START_MS, wish } from '../testing/good-evidence.ts';
import { everyBookingEnds } from './i03-every-booking-ends.ts';
import { oneKeyOneBooking } from './i08-one-key-one-booking.ts';
import { nothingForgotten } from './i10-nothing-forgotten.ts';
import { answers } from './i13-answers.ts';
import { proxiesCarried } from './proxies-carried.ts';
import { servicesStayUp } from './services-stay-up.ts';

const fault = (kind: 'service-kill' | 'redis-loss', target: string) => ({
  ...{ kind, target, startMs: 0, durationMs: 1_000, amount: 0 },
  ...{ startedAtMs: START_MS, endedAtMs: START_MS + 1_000, seen: null, failure: null },
});

describeRule(everyBookingEnds, {
  'an accepted booking without an outcome': [
    ({ bookings }) => ({ bookings: changed(bookings, 'paid', { status: 'RESERVED' }) }),
    'accepted, and RESERVED at the end',
  ],
  'an accepted booking that the ledger does not know': [
    ({ bookings }) => ({ bookings: bookings.slice(0, 1) }),
    'accepted, and unknown to the ledger',
  ],
  'a booking without an outcome whose client never learned that it was accepted': [
    ({ bookings, calls }) => ({
      bookings: changed(bookings, 'paid', { status: 'PENDING' }),
      calls: calls.slice(0, 1),
    }),
    'still PENDING',
  ],
  'a payment that is still UNKNOWN': [
    ({ payments }) => ({ payments: changed(payments, 'paid', { status: 'UNKNOWN' }) }),
    'still UNKNOWN',
  ],
  'a payment of a rejected booking that is still PENDING': [
    ({ payments, reservations }) => ({
      payments: changed(payments, 'broke', { status: 'PENDING' }),
      reservations: changed(reservations, 'broke', { state: 'REJECTED' }),
    }),
    'still PENDING',
  ],
  'an accepted cancellation of what stays CONFIRMED': [
    ({ calls }) => ({ calls: [...calls, call('paid', { what: 'cancel' })] }),
    'it is CONFIRMED',
  ],
  'work that is still under way when the bound is over': [
    () => ({ restAtMs: null, unrest: ['payment is 3 records behind'] }),
    'payment is 3 records behind',
  ],
});

describeRule(oneKeyOneBooking, {
  'a second acceptance while the claim was safe': [
    ({ calls }) => ({ calls: [...calls, call('paid', { copy: 1 })] }),
    'accepted 2 times while its claim was safe',
  ],
  'the same request answered as another one': [
    ({ calls }) => ({ calls: [...calls, call('paid', { status: 409, code: 'booking_exists' })] }),
    'answered 409 booking_exists',
  ],
  'two charges': [({ bank }) => ({ bank: [...bank, bank[1]!] }), '2 decisions of the bank'],
  'two reservations': [
    ({ reservations }) => ({ reservations: [...reservations, reservation('paid', 'FIRM')] }),
    '2 reservations',
  ],
  'two different requests': [
    ({ records }) => ({
      records: [
        ...records,
        record('booking.requests', 5, event('paid', 'BOOKING_INITIATED', 5, { amount: '99' })),
      ],
    }),
    'different requests on the topic',
  ],
});

describeRule(nothingForgotten, {
  'an acknowledged booking that is on no topic': [
    ({ records }) => ({ records: records.filter(({ topic }) => topic !== 'booking.requests') }),
    'its request is on no topic',
  ],
  'an acknowledged booking without a document': [
    ({ bookings }) => ({ bookings: bookings.slice(0, 1) }),
    'the ledger has no document',
  ],
  'a refused booking that went on all the same': [
    () => ({ calls: [call('paid', { status: 503, code: 'kafka_unavailable' }), call('broke')] }),
    'there is a trace in bookings',
  ],
});

describeRule(answers, {
  'another server error than 503': [
    ({ calls }) => ({ calls: [...calls, call('paid', { status: 500, code: 'internal_error' })] }),
    '500 internal_error',
  ],
  'a 503 without Retry-After': [
    ({ calls }) => ({ calls: [...calls, call('paid', { status: 503, code: 'overloaded' })] }),
    '503 overloaded with Retry-After null',
  ],
  'no answer from a gateway that was up': [
    ({ calls }) => ({ calls: [...calls, call('paid', { status: null, error: 'ECONNREFUSED' })] }),
    'no answer (ECONNREFUSED)',
  ],
  'no answer from a gateway that had come up again': [
    ({ calls }) => ({
      gatewayStarts: [{ startedAtMs: START_MS - 30_000, upAtMs: START_MS - 5_000 }],
      calls: [...calls, call('paid', { status: null, error: 'ECONNREFUSED' })],
    }),
    'no answer (ECONNREFUSED)',
  ],
});

describeRule(proxiesCarried, {
  'a proxy that carried nothing': [
    () => ({ traffic: [{ link: 'payment->bank', toServer: 0, toClient: 0 }] }),
    'payment->bank carried 0 bytes',
  ],
  'a fault that could not be injected': [
    () => ({ faults: [{ ...fault('service-kill', 'payment'), seen: null, failure: 'no such process' }] }),
    'service-kill of payment could not be injected',
  ],
});

const ended = { name: 'payment', atMs: START_MS, livedMs: 30_000, logTail: 'first\nUnhandled error\n' };

describeRule(servicesStayUp, {
  'a service that ended by itself': [
    () => ({ unexpectedEnds: [{ ...ended, wasUp: true }] }),
    'payment ended by itself after 30000 ms: Unhandled error',
  ],
});

describe('what the rules about clients allow', () => {
  itAllows(answers, 'no answer from a gateway that was killed', ({ calls }) => ({
    faults: [fault('service-kill', 'gateway')],
    calls: [...calls, call('paid', { status: null, error: 'ECONNRESET' })],
  }));
  itAllows(answers, 'no answer from a gateway that takes long to come up', ({ calls }) => ({
    gatewayStarts: [{ startedAtMs: START_MS - 30_000, upAtMs: START_MS + 5_000 }],
    calls: [...calls, call('paid', { status: null, error: 'ECONNREFUSED' })],
  }));
  itAllows(everyBookingEnds, 'a rejected booking whose cancellation payment has heard of', (good) => ({
    payments: changed(good.payments, 'broke', { status: 'VOID' }),
    reservations: changed(good.reservations, 'broke', { state: 'REJECTED' }),
    bank: good.bank.filter(({ reference }) => reference !== 'broke'),
  }));
  itAllows(servicesStayUp, 'a service that refused to start', () => ({
    unexpectedEnds: [{ ...ended, wasUp: false }],
  }));
  itAllows(oneKeyOneBooking, 'a second acceptance after the claims were lost', ({ calls }) => ({
    faults: [fault('redis-loss', 'redis')],
    calls: [...calls, call('paid', { copy: 1 })],
  }));
  itAllows(nothingForgotten, 'a trace of what was refused in doubt', ({ calls, wishes }) => ({
    wishes: [...wishes, wish('doubt')],
    calls: [...calls, call('doubt', { status: 503, code: 'acceptance_unknown' })],
  }));
});
