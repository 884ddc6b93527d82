import { expect } from 'chai';
import fc from 'fast-check';
import { ConflictError, DependencyUnavailableError, UnreadableRecordError } from '../errors.ts';
import { MAX_ATTEMPTS, MAX_CONFLICTS, type Recovery, recover } from './recovery.ts';

const away = new DependencyUnavailableError('mongo', 'connection refused');
const unreadable = new UnreadableRecordError('wrong magic byte');
const conflict = new ConflictError('the epoch moved');
const own = new TypeError('x is undefined');

type Row = readonly [
  what: string,
  error: unknown,
  attempt: number,
  batchSize: number,
  kind: Recovery['kind'],
];

const table: readonly Row[] = [
  ['a server away, one record', away, 1, 1, 'wait'],
  ['a server away, a batch', away, 1, 500, 'wait'],
  ['a server away for hours', away, 100_000, 1, 'wait'],
  ['an unreadable record', unreadable, 1, 1, 'give-up'],
  ['a batch with an unreadable record', unreadable, 1, 2, 'one-by-one'],
  ['a first conflict of a batch', conflict, 1, 500, 'retry'],
  ['a second conflict of a batch', conflict, 2, 500, 'retry'],
  ['a third conflict of a batch', conflict, 3, 500, 'one-by-one'],
  ['a conflict of one record', conflict, MAX_ATTEMPTS, 1, 'retry'],
  ['a conflict of one record that never ends', conflict, MAX_CONFLICTS, 1, 'give-up'],
  ['an own failure somewhere in a batch', own, 1, 2, 'one-by-one'],
  ['an own failure of one record', own, 1, 1, 'retry'],
  ['the last but one try', own, MAX_ATTEMPTS - 1, 1, 'retry'],
  ['the last try', own, MAX_ATTEMPTS, 1, 'give-up'],
  ['a thrown string', 'oops', MAX_ATTEMPTS, 1, 'give-up'],
];

describe('recover', () => {
  for (const [what, error, attempt, batchSize, kind] of table) {
    it(`${what}: ${kind}`, () => {
      expect(recover({ error, attempt, batchSize, random: 0.5 }).kind).to.equal(kind);
    });
  }

  it('names the dependency that it waits for', () => {
    const recovery = recover({ error: away, attempt: 1, batchSize: 1, random: 0 });
    expect(recovery).to.deep.equal({ kind: 'wait', delayMs: 25, dependency: 'mongo' });
  });

  it('waits longer from attempt to attempt, with jitter, never over five seconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const { delayMs } = recover({ error: away, attempt, batchSize: 1, random }) as { delayMs: number };
          const full = Math.min(5_000, 50 * 2 ** (attempt - 1));
          expect(delayMs).to.be.within(Math.floor(full / 2), full);
        },
      ),
    );
  });
});
