import { join } from 'node:path';
import { silent } from '@wanderluxe/infra';
import { type BookingRow, bookingOf, readBookings, runDemo } from '@wanderluxe/infra/demo';
import { expect } from 'chai';
import { repository } from './harness/documented-commands.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { expectAllPromisesKept } from './harness/run.ts';

const FILE = join(repository, 'datasets', 'hotel-bookings.csv.gz');
const ROWS = 150;

describe('the demo with the real cancellations of its bookings', function demoCancellations() {
  this.timeout(240_000);
  let engine: Engine;
  let rows: readonly BookingRow[];
  before(async () => {
    engine = await sharedEngine();
    rows = readBookings(FILE).slice(0, ROWS);
  });

  const demo = (withCancellations: boolean) =>
    runDemo({
      settings: engine.settings,
      rows,
      capacities: [],
      ...{ rate: undefined, withCancellations, declineShare: 0, bankLatencyMs: 20 },
      signal: new AbortController().signal,
      talk: silent,
    });

  it('ends every booking that its guest cancelled as CANCELLED, refunds what was captured, and frees the rooms', async () => {
    const result = await demo(true);
    if (!result) throw new Error('the demo was interrupted');
    const { summary } = result;
    expectAllPromisesKept(summary);
    const bookable = rows.filter(({ nights }) => nights >= 1 && nights <= 30);
    const cancelled = bookable.filter(({ cancelledOn }) => cancelledOn !== undefined);
    expect(cancelled.length).to.be.greaterThan(20);
    expect(summary).to.include({ accepted: bookable.length, cancelled: cancelled.length, failed: 0 });
    expect(summary.confirmed).to.equal(bookable.length - cancelled.length);
    const paid = cancelled.filter((row) => Number(bookingOf(row, 'tag').amount) > 0);
    expect(summary.refunds, 'at the bank').to.be.within(1, paid.length);
  });

  it('cancels nothing unless it is asked to', async () => {
    const result = await demo(false);
    expect(result?.summary).to.include({ cancelled: 0, refunds: 0, failed: 0 });
  });
});
