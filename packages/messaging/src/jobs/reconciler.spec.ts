import { silentLogger } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { type CheckResult, type ReconcileCheck, type ReconcileOptions, Reconciler } from './reconciler.ts';

const clean: CheckResult = { found: 0, repaired: 0, findings: [] };
const faulty: CheckResult = { found: 3, repaired: 2, findings: [{ id: 'a' }], notes: { lookedAt: 9 } };

describe('a reconciler', () => {
  let asked: { check: string; options: ReconcileOptions }[];
  let counted: [check: string, found: number, repaired: number][];
  beforeEach(() => {
    asked = [];
    counted = [];
  });

  const check = (name: string, answer: () => Promise<CheckResult>): ReconcileCheck => ({
    name,
    run: (options) => {
      asked.push({ check: name, options });
      return answer();
    },
  });
  const reconciler = (...checks: ReconcileCheck[]) =>
    new Reconciler(
      checks,
      { checked: (name, { found, repaired }) => counted.push([name, found, repaired]) },
      silentLogger,
    );
  const away = async () => {
    throw new Error('redis is away');
  };

  it('by hand: looks at everything, and reports each check and the sums', async () => {
    const report = await reconciler(
      check('a', async () => clean),
      check('b', async () => faulty),
    ).runAll(false);
    expect(report).to.deep.equal({
      dryRun: false,
      found: 3,
      repaired: 2,
      checks: [
        { check: 'a', ...clean },
        { check: 'b', ...faulty },
      ],
    });
    for (const { options } of asked) expect(options).to.include({ isDryRun: false, isWhole: true });
    expect(counted).to.deep.equal([
      ['a', 0, 0],
      ['b', 3, 2],
    ]);
  });

  it('a dry run says so to the checks, and counts nothing', async () => {
    const report = await reconciler(check('a', async () => faulty)).runAll(true);
    expect(report).to.include({ dryRun: true, found: 3 });
    expect(asked[0]?.options.isDryRun).to.equal(true);
    expect(counted).to.deep.equal([['a', 0, 0]]);
  });

  it('by hand: one at a time, and again after one that failed', async () => {
    const { promise, reject } = Promise.withResolvers<CheckResult>();
    let answer = () => promise;
    const own = reconciler(check('a', () => answer()));
    const first = own.runAll(false);
    expect(await own.runAll(false)).to.equal(undefined);
    reject(new Error('redis is away'));
    expect(await first.catch((error: Error) => error.message)).to.equal('redis is away');
    answer = async () => faulty;
    expect(await own.runAll(false)).to.include({ found: 3 });
  });

  it('by the clock: a part of each check, and a check that fails keeps none of the others', async () => {
    const isOurTurn = async () => true;
    await reconciler(
      check('a', away),
      check('b', async () => faulty),
    ).turn(isOurTurn);
    expect(asked.map(({ check: name }) => name)).to.deep.equal(['a', 'b']);
    expect(asked[1]?.options).to.deep.equal({ isDryRun: false, isWhole: false, isOurTurn });
    expect(counted).to.deep.equal([['b', 3, 2]]);
  });
});
