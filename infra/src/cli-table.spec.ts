import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { cliTables, leavesOf } from './cli-table.ts';
import { repositoryRoot } from './paths.ts';
import { createProgram } from './program.ts';

/** For the person on call: what they print, others read by machine. */
const operators = [
  'bookings',
  'payments',
  'holds',
  'properties',
  'lag',
  'doctor',
  'dlq',
  'oversell',
  'reconcile',
  'status',
];
/** What changes bookings, money or rooms. */
const changing = [
  ...['payments resolve', 'holds release', 'properties set', 'dlq replay', 'dlq discard'],
  ...['oversell apply', 'reconcile'],
];

describe('docs/cli.md', () => {
  const leaves = leavesOf(createProgram());
  const has = (flag: string) =>
    leaves.filter(({ command }) => command.options.some(({ long }) => long === flag));

  it('has the exit statuses and all commands with their options as they are', () => {
    const page = readFileSync(join(repositoryRoot, 'docs', 'cli.md'), 'utf8');
    const told = 'put this into docs/cli.md:\n';
    expect(page.includes(cliTables(createProgram())), told + cliTables(createProgram())).to.equal(true);
  });

  it('every command of operators has --json', () => {
    const theirs = leaves.filter(({ path }) => operators.includes(path.split(' ')[0] ?? ''));
    expect(theirs.length).to.be.at.least(operators.length);
    expect(theirs.filter((leaf) => !has('--json').includes(leaf)).map(({ path }) => path)).to.deep.equal([]);
  });

  it('a property is checked in a dry run, and nobody is asked to set it', async function dryRun() {
    this.timeout(120_000);
    const run = async (...args: string[]) => {
      const env = { ...process.env, WANDERLUXE_INSTANCE: 'none-such' };
      const main = join(repositoryRoot, 'infra', 'src', 'main.ts');
      return promisify(execFile)(process.execPath, [main, 'properties', 'set', ...args], { env });
    };
    expect(JSON.parse((await run('hotel', '5', '--dry-run')).stdout)).to.deep.equal({ dryRun: true, set: 1 });
    const refused = await run('hotel', 'many', '--dry-run').catch((error: { code: number }) => error.code);
    expect(refused).to.equal(1);
  });

  it('every command that changes bookings, money or rooms has --dry-run', () => {
    expect(has('--dry-run').map(({ path }) => path)).to.include.members(changing);
  });
});
