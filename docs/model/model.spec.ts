import { expect } from 'chai';
import { configurations } from './configurations.ts';
import { modelChecker } from './jar.ts';
import { check, type TlcOptions } from './tlc.ts';

const TIMEOUT_MS = 300_000;
const WORKERS = 2;
const LEAST_DISTINCT_STATES = 100_000;

describe('the models', function models() {
  this.timeout(TIMEOUT_MS + 10_000);
  let options: TlcOptions;
  let distinctStates = 0;
  before(async () => {
    options = { jar: await modelChecker(), workers: WORKERS, timeoutMs: TIMEOUT_MS };
  });

  for (const configuration of configurations) {
    const { name, about, breaks } = configuration;
    it(`${name} ${breaks ? `breaks ${breaks}` : 'holds'}: ${about}`, async () => {
      const { violated, failure, distinctStates: own } = await check(configuration, options);
      expect(failure).to.equal(undefined);
      expect(violated).to.equal(breaks);
      if (breaks === undefined) distinctStates += own;
    });
  }

  it('that hold are large enough to mean something', () => {
    expect(distinctStates).to.be.at.least(LEAST_DISTINCT_STATES);
  });
});
