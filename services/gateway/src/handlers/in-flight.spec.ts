import { expect } from 'chai';
import { InFlight } from './in-flight.ts';

describe('what is in flight', () => {
  it('is admitted up to the limit, and again when something has ended', async () => {
    const inFlight = new InFlight(2);
    const ends = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
    const first = inFlight.during(() => ends[0].promise);
    const second = inFlight.during(() => ends[1].promise);
    expect(await inFlight.during(() => expect.fail('admitted'))).to.equal('full');
    ends[0].resolve('done');
    expect(await first).to.equal('done');
    expect(await inFlight.during(async () => 'admitted')).to.equal('admitted');
    ends[1].reject(new Error('failed'));
    expect(await second.catch((error: Error) => error.message)).to.equal('failed');
    expect(inFlight.count()).to.equal(0);
  });

  it('counts what outlives its request, although the limit is reached', async () => {
    const inFlight = new InFlight(1);
    const end = Promise.withResolvers<void>();
    await inFlight.during(async () => {
      void inFlight.until(end.promise);
      expect(inFlight.count()).to.equal(2);
    });
    expect(await inFlight.during(() => expect.fail('admitted'))).to.equal('full');
    end.resolve();
    await end.promise;
    expect(await inFlight.during(async () => 'admitted')).to.equal('admitted');
  });
});
