import { expect } from 'chai';
import { eventIdOf, eventOf, factsOf, newSpanId, newTraceId } from './events.ts';

const payload = {
  bookingId: 'bk-7',
  propertyId: 'city-hotel',
  userId: 'guest-31',
  amount: '412.5',
  currency: 'EUR',
  dates: { checkIn: '2015-07-01', checkOut: '2015-07-04' },
};
const traceId = newTraceId();
const build = () =>
  eventOf({
    topic: 'booking.requests',
    eventType: 'BOOKING_INITIATED',
    payload,
    origin: 'gateway',
    traceId,
    nowMs: 1_435_744_800_000,
  });

describe('eventOf', () => {
  it('gives the same booking and type the same id, whoever builds it and when', () => {
    const [one, two] = [build(), build()];
    expect(one.event.eventId).to.equal(two.event.eventId);
    expect({ ...one.event, metadata: null }).to.deep.equal({ ...two.event, metadata: null });
  });

  it('has ids that are pinned: another namespace would make every old event a new one', () => {
    expect(build().event.eventId).to.equal(eventIdOf('bk-7', 'BOOKING_INITIATED'));
    expect(eventIdOf('bk-7', 'BOOKING_INITIATED')).to.equal('b870781a-b8bc-5b04-b039-5f38ac919cf7');
    expect(eventIdOf('bk-7', 'PAYMENT_FAILED')).not.to.equal(eventIdOf('bk-8', 'PAYMENT_FAILED'));
  });

  it('is keyed by property and carries the trace of its cause in a span of its own', () => {
    const { key, event, headers } = build();
    expect(key).to.equal('city-hotel');
    expect(event.metadata).to.include({ traceId, origin: 'gateway' });
    expect(headers.traceparent).to.equal(`00-${traceId}-${event.metadata.spanId}-01`);
    expect(event.metadata.spanId).not.to.equal(build().event.metadata.spanId);
    expect(newSpanId()).to.have.length(16);
  });
});

describe('factsOf', () => {
  it('leaves out what one event type adds', () => {
    expect(factsOf({ ...payload, reason: 'DECLINED' } as typeof payload)).to.deep.equal(payload);
  });
});
