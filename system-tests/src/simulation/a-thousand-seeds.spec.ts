import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { type Summary, tableOf } from './report.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

describe('a thousand seeds', function () {
  // Under two minutes on two idle processors; a machine that is busy with other things takes longer.
  this.timeout(900_000);

  it('keep every promise', async () => {
    const args = [main, '--json', '--seeds', '1000', '--seed', '1'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    const summary = JSON.parse(output) as Summary;
    expect(summary.broken, tableOf(summary)).to.deep.equal([]);
    expect(status).to.equal(0);
    expect(summary.seeds).to.equal(1_000);
    expect(summary.bookings).to.be.at.least(50 * 1_000);
    expect(Object.values(summary.faults).reduce((sum, count) => sum + count, 0)).to.be.at.least(5 * 1_000);
  });
});
