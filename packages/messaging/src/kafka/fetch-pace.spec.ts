import { expect } from 'chai';
import { FetchPace } from './fetch-pace.ts';

const MUCH = 200;
const BACKLOG = 500;

/** Whether the batch is through within the turn, without waiting for the pace. */
async function isThrough(batch: Promise<void>): Promise<boolean> {
  let through = false;
  void batch.then(() => {
    through = true;
  });
  await new Promise(setImmediate);
  return through;
}

describe('FetchPace', () => {
  it('lets a fetch that brought little end at once', async () => {
    const pace = new FetchPace();
    pace.begin();
    expect(await isThrough(pace.hold(1))).to.equal(true);
  });

  it('holds up the end of a fetch under load until the interval is over', async () => {
    const pace = new FetchPace();
    pace.begin();
    const startedMs = performance.now();
    await pace.hold(MUCH);
    expect(performance.now() - startedMs).to.be.at.least(30);
  });

  it('holds up nothing while a backlog is fetched', async () => {
    const pace = new FetchPace();
    pace.begin();
    expect(await isThrough(pace.hold(BACKLOG))).to.equal(true);
  });

  it('always leaves the client a worker for the other batches of the fetch', async () => {
    const pace = new FetchPace();
    pace.begin();
    const held = Array.from({ length: FetchPace.WORKERS - 1 }, () => pace.hold(MUCH));
    expect(await isThrough(pace.hold(MUCH))).to.equal(true);
    await Promise.all(held);
  });
});
