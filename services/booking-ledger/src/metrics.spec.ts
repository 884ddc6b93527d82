import { expect } from 'chai';
import { Registry } from 'prom-client';
import type { Booking, LedgerEvent } from './domain/booking.ts';
import { fold, type NonEmpty } from './domain/fold.ts';
import { eventOn } from './fixtures.ts';
import { type SagaMetrics, sagaMetrics } from './metrics.ts';

const request = eventOn('booking.requests');
const reserved = eventOn('inventory.reserved');
const captured = eventOn('payment.captured');
const declined = eventOn('payment.failed');
const released = eventOn('inventory.released');
const asked = eventOn('booking.cancellations');
const refunded = eventOn('payment.refunded');

describe('sagaMetrics', () => {
  let registry: Registry;
  let metrics: SagaMetrics;
  let booking: Booking | undefined;
  beforeEach(() => {
    registry = new Registry();
    metrics = sagaMetrics(registry);
    booking = undefined;
  });

  const hear = (...events: NonEmpty<LedgerEvent>) => {
    const before = booking;
    booking = fold(before, events);
    metrics.changed([{ before, after: booking }]);
  };
  const values = async () => {
    const text = await registry.metrics();
    const read = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
    return {
      started: read('wl_saga_started_total'),
      timed: read('wl_saga_time_to_outcome_seconds_count'),
      begun: read('wl_saga_compensations_started_total'),
      done: read('wl_saga_compensations_completed_total'),
      outcomes: [...text.matchAll(/wl_saga_outcomes_total\{outcome="(\w+)",reason="(\w+)"\} (\d+)/g)].map(
        ([, outcome, reason, count]) => `${outcome} ${reason} ${count}`,
      ),
    };
  };

  it('counts a booking that is confirmed once, event by event', async () => {
    hear(request);
    hear(reserved);
    hear(captured);
    expect(await values()).to.deep.equal({
      ...{ started: 1, timed: 1, begun: 0, done: 0 },
      outcomes: ['CONFIRMED NONE 1'],
    });
  });

  it('counts a compensation when it is owed and when it is done, also when one batch has both', async () => {
    hear(request, reserved);
    hear(declined);
    expect(await values()).to.include({ begun: 1, done: 0 });
    hear(released);
    expect(await values()).to.include({ begun: 1, done: 1 });
    booking = undefined;
    hear(request, reserved, declined, released);
    expect(await values()).to.include({ started: 2, begun: 2, done: 2 });
  });

  it('counts the end of one that was confirmed before, and times only the first end', async () => {
    hear(request, reserved, captured);
    hear(asked);
    hear(refunded);
    const { outcomes, timed } = await values();
    expect(outcomes.map((one) => one.split(' ')[0])).to.deep.equal(['CONFIRMED', 'CANCELLED']);
    expect(timed).to.equal(1);
  });

  it('takes time from the events, so that clocks and delays of the ledger do not count', async () => {
    hear(request);
    hear(reserved, captured);
    const took = ((booking as Booking).updatedAtMs - (booking as Booking).createdAtMs) / 1_000;
    expect(await registry.metrics()).to.include(`wl_saga_time_to_outcome_seconds_sum ${took}`);
  });
});
