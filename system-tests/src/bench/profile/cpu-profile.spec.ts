import { expect } from 'chai';
import { packageOf, tableOf } from './cpu-profile.ts';

const frame = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber });
const kafkajs = 'file:///w/node_modules/.pnpm/kafkajs@2.2.4/node_modules/kafkajs/src/protocol/encoder.js';

describe('packageOf', () => {
  it('finds whose code it is', () => {
    const cases = [
      ['write', kafkajs, 'kafkajs'],
      ['x', 'file:///w/node_modules/.pnpm/@a+b@1.0.0/node_modules/@a/b/i.js', '@a/b'],
      ['run', 'file:///w/packages/messaging/src/runner/consumer.ts', 'packages/messaging'],
      ['decide', 'file:///w/services/payment/src/domain/charge.ts', 'services/payment'],
      ['eventOf', 'file:///w/schemas/src/events.ts', 'schemas'],
      ['emit', 'node:events', 'node:events'],
      ['push', 'node:internal/streams/readable', 'node:internal/streams'],
      ['(garbage collector)', '', '(garbage collector)'],
      ['writeBuffer', '', 'built into V8'],
    ] as const;
    for (const [name, url, expected] of cases) expect(packageOf(name, url)).to.equal(expected);
  });
});

describe('tableOf', () => {
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)') },
      { id: 2, callFrame: frame('write', kafkajs, 9) },
      { id: 3, callFrame: frame('(garbage collector)') },
      { id: 4, callFrame: frame('', kafkajs, 19) },
    ],
    startTime: 1_000_000,
    samples: [2, 1, 2, 3, 4, 2],
    timeDeltas: [1_000, 5_000, 2_000, 4_000, 1_000, 9_000],
  };

  it('adds up the time of each function and package without idling, largest first', () => {
    expect(tableOf(profile, 0, 2_000_000)).to.deep.equal({
      busyMs: 17,
      functions: [
        { name: 'write kafkajs encoder.js:10', ms: 12 },
        { name: '(garbage collector)', ms: 4 },
        { name: '(anonymous) kafkajs encoder.js:20', ms: 1 },
      ],
      packages: [
        { name: 'kafkajs', ms: 13 },
        { name: '(garbage collector)', ms: 4 },
      ],
    });
  });

  it('looks only between the two instants', () => {
    expect(tableOf(profile, 1_006_001, 1_013_000).busyMs).to.equal(7);
  });
});
