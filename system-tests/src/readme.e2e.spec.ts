import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { commandsIn, documentedCommands, repository } from './harness/documented-commands.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';

const run = promisify(execFile);

const DEFAULT_GATEWAY = 'http://127.0.0.1:17080';
/**
 * These start, stop or follow whole engines, or their exit status tells what other tests have left behind: here they are
 * only looked up. The rest of README.md is run.
 */
const NOT_RUN = /^\.\/wanderluxe (demo|test|up|down|reconcile|logs .*(-f|--follow))\b/;

describe('commands in a shell block', () => {
  it('are read one by one, continued lines joined and comments cut off', () => {
    const text = 'a\n```sh\none   # why\n# only a comment\ntwo \\\n  -H "x # y"\n```\n```\nnot shell\n```\n';
    expect(commandsIn(text)).to.deep.equal(['one', 'two -H "x # y"']);
  });
});

/** Looks the command up in its own help: its name, its subcommand, its options. */
async function expectToExist(command: string): Promise<void> {
  const words = command.split(/\s+/).slice(1);
  const isOption = (word: string): boolean => word.startsWith('-');
  const names = words.filter((word) => /^[a-z][a-z-]*$/.test(word)).slice(0, 2);
  const { stdout } = await run(process.execPath, ['infra/src/main.ts', ...names, '--help'], {
    cwd: repository,
  });
  expect(stdout, command).to.match(new RegExp(`^Usage: wanderluxe ${names[0]}\\b`));
  expect(stdout, command).not.to.match(/^Usage: .*\[command\]/);
  for (const option of words.filter(isOption)) expect(stdout, command).to.contain(option.split('=')[0]);
}

describe('the commands that the READMEs show', function readmes() {
  this.timeout(120_000);
  const documented = documentedCommands();

  for (const [path, commands] of documented) {
    const ours = commands.filter((command) => command.startsWith('./wanderluxe '));
    if (ours.length === 0) continue;
    it(`exist, with their options: ${path}`, async () => {
      for (const command of ours) await expectToExist(command);
    });
  }

  describe('README.md', () => {
    let engine: Engine;
    before(async () => {
      engine = await sharedEngine();
    });

    const bookingId = freshId('b');
    for (const command of documented.get('README.md') ?? []) {
      if (NOT_RUN.test(command)) continue;
      it(`works: ${command.slice(0, 80)}`, async () => {
        const own = command.replaceAll(DEFAULT_GATEWAY, engine.gatewayUrl).replaceAll(/\bb-1\b/g, bookingId);
        const { stdout } = await run('bash', ['-c', own], {
          cwd: repository,
          env: { ...process.env, ...engine.commandEnv },
        });
        if (command.includes(' -d ')) expect(stdout).to.contain('202 Accepted');
        else expect(stdout).not.to.contain('"code"');
      });
    }
  });
});
