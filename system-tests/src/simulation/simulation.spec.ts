import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Summary } from './report.ts';
import { resultOf } from './result.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

/** The command in processes of its own. */
function simulated(...args: readonly string[]): { summary: Summary; status: number | null } {
  const { stdout, status } = spawnSync(process.execPath, [main, '--json', ...args], { encoding: 'utf8' });
  return { summary: JSON.parse(stdout) as Summary, status };
}

describe('simulation', function () {
  this.timeout(600_000);

  it('is the same run for the same seed, step by step, in one process', async () => {
    for (const seed of [11, 12, 13]) {
      const [once, again] = [await resultOf(seed), await resultOf(seed)];
      expect(once.hash).to.match(/^[0-9a-f]{16}$/);
      expect(again).to.deep.equal(once);
    }
  });

  it('is the same run in another process, whatever ran there before', async () => {
    const { summary } = simulated('--seed', '11', '--seeds', '3', '--workers', '1');
    const others = simulated('--seed', '11', '--seeds', '3', '--workers', '3');
    expect(others.summary.hash).to.equal(summary.hash);
    const again = await resultOf(12);
    const alone = simulated('--seed', '12', '--seeds', '1').summary;
    expect(alone.calls).to.equal(again.calls);
    expect(alone.steps).to.equal(again.steps);
  });

  it('is another run for another seed', async () => {
    const [one, other] = [await resultOf(14), await resultOf(15)];
    expect(one.hash).not.to.equal(other.hash);
  });

  it('has at least 50 bookings, 5 faults, and rooms that sell out', async () => {
    for (const seed of [16, 17]) {
      const { bookings, faults, outcomes } = await resultOf(seed);
      expect(bookings).to.be.at.least(50);
      expect(Object.values(faults).reduce((sum, count) => sum + count, 0)).to.be.at.least(5);
      expect(outcomes.FAILED).to.be.greaterThan(10);
    }
  });
});
