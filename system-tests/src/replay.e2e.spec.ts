import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  bookingOf,
  clockSpans,
  type DemoBooking,
  newRunTag,
  type Posted,
  readBookings,
  setBehaviour,
  setCapacities,
  setClock,
} from '@wanderluxe/infra/demo';
import { expect } from 'chai';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { expectAllPromisesKept, Run } from './harness/run.ts';
import { referenceVerdicts, type Verdict } from './reference-model.ts';

const FILE = new URL('../../datasets/hotel-bookings.csv.gz', import.meta.url).pathname;
const ROWS = 2_000;
/** Low enough that some nights sell out. */
const rooms = { 'City Hotel': 60, 'Resort Hotel': 90 };

const linesWith = (verdicts: readonly Verdict[], status: Verdict['status']): number[] =>
  verdicts.filter((verdict) => verdict.status === status).map(({ line }) => line);

/** Who comes first gets the room: the order of the file has to be the order of acceptance. */
async function postInOrder(run: Run, lane: readonly DemoBooking[]): Promise<void> {
  for (const booking of lane) await run.post(booking);
}

describe('the replay of 2,000 real bookings with an approving bank', function replay() {
  this.timeout(240_000);
  let engine: Engine;

  before(async () => {
    engine = await sharedEngine();
    await setBehaviour(engine.bankUrl, { latencyMs: 20 });
  });
  after(async () => {
    if (!engine) return; // it did not come up
    await setBehaviour(engine.bankUrl, {});
    await setClock(engine.gatewayOpsUrl, null);
  });

  it('ends with exactly the CONFIRMED, sold-out and refused bookings of the reference model', async () => {
    const csv = gunzipSync(readFileSync(FILE))
      .toString('utf8')
      .split('\n')
      .slice(0, ROWS + 1)
      .join('\n');
    const verdicts = referenceVerdicts(csv, rooms);

    const runTag = newRunTag(Date.now());
    const rows = readBookings(FILE).slice(0, ROWS);
    const lineOf = new Map(rows.map((row) => [bookingOf(row, runTag).bookingId, row.line]));
    const capacities = new Map(
      rows.map((row) => [bookingOf(row, runTag).propertyId, rooms[row.hotel as 'City Hotel']]),
    );
    const properties = [...capacities].map(([id, capacity]) => ({ id, capacity }));
    await setCapacities(engine.inventoryUrl, properties);

    const run = new Run(engine, properties);
    for (const { day, bookings } of clockSpans(rows.map((row) => bookingOf(row, runTag)))) {
      await setClock(engine.gatewayOpsUrl, day);
      const lanes = [...Map.groupBy(bookings, ({ propertyId }) => propertyId).values()];
      await Promise.all(lanes.map((lane) => postInOrder(run, lane)));
    }
    const { summary, documents } = await run.finish();

    const lines = (isWanted: (posted: Posted) => boolean): number[] =>
      run.posted
        .filter(isWanted)
        .map(({ booking }) => lineOf.get(booking.bookingId)!)
        .sort((a, b) => a - b);
    const statusOf = ({ booking }: Posted) => documents.get(booking.bookingId)?.status;
    expect(lines((posted) => statusOf(posted) === 'CONFIRMED')).to.deep.equal(
      linesWith(verdicts, 'CONFIRMED'),
    );
    expect(lines((posted) => statusOf(posted) === 'FAILED')).to.deep.equal(linesWith(verdicts, 'SOLD_OUT'));
    expect(lines(({ refusal }) => refusal !== null)).to.deep.equal(linesWith(verdicts, 'REFUSED'));
    expect(summary.failedReasons).to.deep.equal({ SOLD_OUT: linesWith(verdicts, 'SOLD_OUT').length });
    expectAllPromisesKept(summary);
  });
});
