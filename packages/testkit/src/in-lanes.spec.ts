import { expect } from 'chai';
import { inLanes } from './in-lanes.ts';

describe('inLanes', () => {
  it('runs as many at once as it is told', async () => {
    let under = 0;
    let most = 0;
    await inLanes(3, async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise(setImmediate);
      under -= 1;
    });
    expect(most).to.equal(3);
  });

  it('rejects with the error of a lane, and only when all have ended', async () => {
    let ended = 0;
    let started = 0;
    const failure = await inLanes(3, async () => {
      started += 1;
      if (started === 2) throw new Error('the second');
      await new Promise(setImmediate);
      ended += 1;
    }).catch((error: Error) => error);
    expect(failure).to.have.property('message', 'the second');
    expect(ended).to.equal(2);
  });
});
