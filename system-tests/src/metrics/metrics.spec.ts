import { expect } from 'chai';
import { catalogue, type MetricEntry } from './catalogue.ts';
import { faultsOf } from './rules.ts';

const good: MetricEntry = {
  name: 'wl_things_total',
  type: 'counter',
  help: 'Things that were done.',
  labels: ['topic'],
  services: ['gateway'],
};

describe('names of metrics', () => {
  it('follow the rules', async () => {
    const own = (await catalogue()).filter(({ name }) => name.startsWith('wl_'));
    expect(own.length).to.be.greaterThan(40);
    expect(own.flatMap(faultsOf)).to.deep.equal([]);
  });

  it('are good by the rules when they are', () => {
    expect(faultsOf(good)).to.deep.equal([]);
  });

  const bad: readonly [string, Partial<MetricEntry>][] = [
    ['a counter without _total', { name: 'wl_things' }],
    ['a gauge with _total', { type: 'gauge' }],
    ['milliseconds', { name: 'wl_wait_ms', type: 'gauge' }],
    ['a histogram without a unit', { name: 'wl_wait', type: 'histogram' }],
    ['capitals', { name: 'wl_thingsDone_total' }],
    ['another prefix', { name: 'things_total' }],
    ['an id as a label', { labels: ['booking_id'] }],
    ['no help', { help: '' }],
  ];
  for (const [title, over] of bad) {
    it(`are refused for ${title}`, () => {
      expect(faultsOf({ ...good, ...over })).to.have.length(1);
    });
  }
});
