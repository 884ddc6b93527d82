import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

class Run {
  out = '';
  err = '';
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(file: string, argument: string) {
    this.#child = spawn(process.execPath, [fixture(file), argument]);
    this.#child.stdout?.on('data', (data) => {
      this.out += data;
    });
    this.#child.stderr?.on('data', (data) => {
      this.err += data;
    });
    this.ended = once(this.#child, 'close').then(([code]) => code);
  }

  async signalOnceStarted(signal: NodeJS.Signals): Promise<number | null> {
    while (!this.out.includes('started')) await once(this.#child.stdout as NodeJS.ReadableStream, 'data');
    this.#child.kill(signal);
    return this.ended;
  }
}

describe('createLogger', () => {
  const linesAt = async (level: string) => {
    const run = new Run('log-lines.ts', level);
    await run.ended;
    return run.out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };

  it('writes JSON lines of its level and above', async () => {
    expect((await linesAt('debug')).map(({ level }) => level)).to.deep.equal([
      'debug',
      'info',
      'warn',
      'error',
    ]);
    expect((await linesAt('warn')).map(({ level }) => level)).to.deep.equal(['warn', 'error']);
  });

  it('carries service, time and fields', async () => {
    const [info] = await linesAt('info');
    expect(info).to.include({ service: 'test', message: 'an info line', bookings: 3 });
    expect(Date.parse(info.timestamp)).to.be.greaterThan(0);
  });

  it('shows an error with its stack and cause, and lets no field take the place of the line’s own', async () => {
    const [warning] = await linesAt('warn');
    expect(warning.message).to.equal('a warning');
    expect(warning.error).to.match(/^Error: boom\n.*at .*\(cause: why\)$/s);
  });
});

describe('runService', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`stops on ${signal} and exits with 0`, async () => {
      const run = new Run('service.ts', 'none');
      expect(await run.signalOnceStarted(signal)).to.equal(0);
      expect(run.out).to.include('stopped');
    });
  }

  it('prints every bad setting and exits with 78', async () => {
    const run = new Run('service.ts', 'config');
    expect(await run.ended).to.equal(78);
    expect(run.err).to.include('test: cannot start, 2 setting(s) are wrong:');
    expect(run.err).to.include('A is not set').and.include('B="x": must be a whole number');
  });

  for (const [fault, said] of [
    ['start', 'no server answers: check the address'],
    ['rejection', 'nobody listens'],
  ] as const) {
    it(`exits with 1 and says why: ${fault}`, async () => {
      const run = new Run('service.ts', fault);
      expect(await run.ended).to.equal(1);
      expect(run.err).to.include(said);
    });
  }

  it('exits with 1 when it cannot stop', async () => {
    const run = new Run('service.ts', 'stop');
    expect(await run.signalOnceStarted('SIGTERM')).to.equal(1);
    expect(run.err).to.include('cannot stop');
  });
});
