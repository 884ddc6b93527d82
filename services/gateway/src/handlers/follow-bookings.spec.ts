import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '@wanderluxe/runtime';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { MemoryKnownBookings } from '../adapters/memory-known-bookings.ts';
import { aBooking, aLedgerBooking } from '../testing/bookings.ts';
import { FollowBookings } from './follow-bookings.ts';

describe('following bookings', () => {
  let asked: string[];
  let lines: object[];
  let follow: FollowBookings;
  let known: MemoryKnownBookings;
  beforeEach(() => {
    asked = [];
    lines = [];
    known = new MemoryKnownBookings();
    const noting = {
      find: (bookingId: string) => {
        asked.push(bookingId);
        return known.find(bookingId);
      },
    };
    const logger = { ...silentLogger, debug: (_: string, fields = {}) => void lines.push(fields) };
    follow = new FollowBookings({ known: noting, pollEveryMs: 5, maxWatchers: 10, logger });
  });

  it('asks nothing while nobody watches, before and after', async () => {
    await sleep(30);
    expect(asked).to.deep.equal([]);
    const unwatch = follow.watch('b-1', () => undefined, 'trace-1');
    await eventually(() => expect(asked).not.to.deep.equal([]));
    unwatch?.();
    await sleep(30);
    const soFar = asked.length;
    await sleep(30);
    expect(asked).to.have.length(soFar);
  });

  it('asks once for a booking with several watchers, and tells each', async () => {
    known.bookings.set('b-1', aLedgerBooking(aBooking({ bookingId: 'b-1' })));
    const told = [0, 0];
    const unwatch = [0, 1].map((watcher) =>
      follow.watch(
        'b-1',
        () => {
          told[watcher] = (told[watcher] ?? 0) + 1;
        },
        'trace-1',
      ),
    );
    await eventually(() => expect(Math.min(...told)).to.be.greaterThan(1));
    for (const end of unwatch) end?.();
    expect(asked.length).to.be.at.most(Math.max(...told) + 1);
  });

  it('says which booking could not be read, and the trace of who was the first to watch it', async () => {
    known.isAway = true;
    const unwatch = ['trace-1', 'trace-2'].map((traceId) => follow.watch('b-1', () => undefined, traceId));
    await eventually(() => expect(lines).not.to.deep.equal([]));
    for (const end of unwatch) end?.();
    expect(lines[0]).to.include({ bookingId: 'b-1', traceId: 'trace-1' });
  });

  it('forgets a watcher once, however often it is told to', () => {
    const first = follow.watch('b-1', () => undefined, 'trace-1');
    const second = follow.watch('b-1', () => undefined, 'trace-1');
    first?.();
    first?.();
    expect(follow.watchers()).to.equal(1);
    second?.();
    expect(follow.watchers()).to.equal(0);
  });
});
