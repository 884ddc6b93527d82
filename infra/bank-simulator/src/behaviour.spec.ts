import { expect } from 'chai';
import { checkBehaviour, DEFAULT_BEHAVIOUR, fateOf, isDeclined, latencyOf } from './behaviour.ts';

const keys = Array.from({ length: 2_000 }, (_, index) => `charge-${index}`);
const with_ = (changes: object) => ({ ...DEFAULT_BEHAVIOUR, ...changes });

describe('bank behaviour', () => {
  it('draws the same fate for the same seed, key and attempt', () => {
    const behaviour = with_({ hangShare: 0.3, resetShare: 0.3, errorShare: 0.3, latencyJitterMs: 50 });
    for (const key of keys.slice(0, 50)) {
      expect(fateOf(behaviour, key, 1)).to.equal(fateOf({ ...behaviour }, key, 1));
      expect(latencyOf(behaviour, key, 1)).to.equal(latencyOf({ ...behaviour }, key, 1));
    }
  });

  it('draws another fate for another attempt, so that a retry can succeed', () => {
    const behaviour = with_({ errorShare: 0.5 });
    const fates = Array.from({ length: 40 }, (_, attempt) => fateOf(behaviour, 'charge-1', attempt));
    expect(new Set(fates)).to.deep.equal(new Set(['error', 'answer']));
  });

  it('keeps close to the shares asked for', () => {
    const declined = keys.filter((key) => isDeclined(with_({ declineShare: 0.2 }), key)).length;
    expect(declined / keys.length).to.be.closeTo(0.2, 0.03);
    const shares = with_({ hangShare: 0.1, resetShare: 0.2, errorShare: 0.3 });
    const fates = keys.map((key) => fateOf(shares, key, 1));
    const shareOf = (fate: string) => fates.filter((drawn) => drawn === fate).length / keys.length;
    expect(shareOf('hang')).to.be.closeTo(0.1, 0.03);
    expect(shareOf('reset')).to.be.closeTo(0.2, 0.03);
    expect(shareOf('error')).to.be.closeTo(0.3, 0.03);
  });

  it('declines none at share 0 and all at share 1', () => {
    expect(keys.some((key) => isDeclined(DEFAULT_BEHAVIOUR, key))).to.equal(false);
    expect(keys.every((key) => isDeclined(with_({ declineShare: 1 }), key))).to.equal(true);
  });

  it('keeps latency between its floor and its jitter', () => {
    const behaviour = with_({ latencyMs: 100, latencyJitterMs: 300 });
    const latencies = keys.map((key) => latencyOf(behaviour, key, 1));
    expect(Math.min(...latencies)).to.be.within(100, 120);
    expect(Math.max(...latencies)).to.be.within(380, 400);
  });

  it('names every fault at once', () => {
    const given = { latencyMs: -1, declineShare: 2, seed: 1.5, hangMs: '5', colour: 'red' };
    const checked = checkBehaviour(given);
    const fields = 'faults' in checked ? checked.faults.map(({ field }) => field) : [];
    expect(fields).to.have.members(['latencyMs', 'declineShare', 'seed', 'hangMs', 'colour']);
  });

  it('refuses shares that leave no room for one another, and anything but an object', () => {
    expect(checkBehaviour({ hangShare: 0.5, resetShare: 0.4, errorShare: 0.2 })).to.have.property('faults');
    for (const given of [null, 3, 'x', []]) expect(checkBehaviour(given)).to.have.property('faults');
  });

  it('gives fields that are left out their defaults', () => {
    expect(checkBehaviour({ declineShare: 1 })).to.deep.equal({ behaviour: with_({ declineShare: 1 }) });
  });
});
