import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import express from 'express';
import { ConfigError } from './config.ts';
import { EFFECT, failpointText, type PortEffects } from './failpoint.ts';
import { Failpoints } from './failpoints.ts';
import { type Listener, listen } from './http.ts';

interface Shelf {
  put(book: string): Promise<number>;
  take(book: string): Promise<void>;
  count(): number;
}

const shelfEffects: PortEffects<Shelf> = {
  scope: 'shelf',
  port: 'Shelf',
  methods: { put: EFFECT, take: EFFECT, count: 'only reads' },
};

class MemoryShelf implements Shelf {
  readonly #books: string[] = [];
  readonly #did: string[];
  constructor(did: string[]) {
    this.#did = did;
  }
  async put(book: string): Promise<number> {
    this.#did.push(`put ${book}`);
    return this.#books.push(book);
  }
  async take(book: string): Promise<void> {
    throw new Error(`${book} is lent out`);
  }
  count(): number {
    return this.#books.length;
  }
}

function rig(setting: string) {
  const did: string[] = [];
  const failpoints = new Failpoints({
    service: 'library',
    ports: [shelfEffects],
    setting,
    die: (point) => did.push(`died ${failpointText(point)}`),
  });
  const bare = new MemoryShelf(did);
  return { did, failpoints, bare, shelf: failpoints.wrap(shelfEffects, bare) };
}

describe('Failpoints', () => {
  it('leave the port as it is while they are off', () => {
    const { bare, shelf } = rig('off');
    expect(shelf).to.equal(bare);
  });

  it('are named after service, place and method, effects only', () => {
    expect(rig('off').failpoints.names).to.deep.equal(['library/shelf.put', 'library/shelf.take']);
  });

  for (const [moment, expected] of [
    ['before', ['died library/shelf.put:before#1', 'put a', 'put b']],
    ['after', ['put a', 'died library/shelf.put:after#1', 'put b']],
    ['before#2', ['put a', 'died library/shelf.put:before#2', 'put b']],
    ['after#2', ['put a', 'put b', 'died library/shelf.put:after#2']],
  ] as const) {
    it(`end the process ${moment}, once, and pass arguments and results on`, async () => {
      const { did, shelf } = rig(`library/shelf.put:${moment}`);
      expect([await shelf.put('a'), await shelf.put('b'), shelf.count()]).to.deep.equal([1, 2, 2]);
      expect(did).to.deep.equal(expected);
    });
  }

  it('have no after for an effect that failed', async () => {
    const { did, shelf } = rig('library/shelf.take:after');
    const failure = await shelf.take('a').catch((error: Error) => error);
    expect((failure as Error).message).to.equal('a is lent out');
    expect(did).to.deep.equal([]);
  });

  it('count from the moment they are armed', async () => {
    const { did, failpoints, shelf } = rig('library/shelf.put:before#2');
    await shelf.put('a');
    failpoints.arm({ name: 'library/shelf.put', moment: 'after', occurrence: 1 });
    await shelf.put('b');
    failpoints.arm(undefined);
    await shelf.put('c');
    expect(did).to.deep.equal(['put a', 'put b', 'died library/shelf.put:after#1', 'put c']);
  });

  for (const [setting, problem] of [
    [
      'library/shelf.lend:before',
      'there is no failpoint library/shelf.lend; there are library/shelf.put, library/shelf.take',
    ],
    ['library/shelf.count:before', 'there is no failpoint library/shelf.count'],
    ['library/shelf.put', 'must be <name>:before or <name>:after'],
    ['library/shelf.put:during', 'must be <name>:before or <name>:after'],
    ['library/shelf.put:after#0', 'must be <name>:before or <name>:after'],
  ] as const) {
    it(`refuse to start with ${setting}`, () => {
      expect(() => rig(setting)).to.throw(ConfigError, `WANDERLUXE_FAILPOINT="${setting}": ${problem}`);
    });
  }

  it('refuse a port that nobody declared', () => {
    const { failpoints, bare } = rig('off');
    const other: PortEffects<Shelf> = { ...shelfEffects, scope: 'attic' };
    expect(() => failpoints.wrap(other, bare)).to.throw('attic is missing');
  });

  it('really end the process, at once, with a last word', () => {
    const fixture = fileURLToPath(new URL('./fixtures/dies-at.ts', import.meta.url));
    const run = (setting: string) => {
      const { stdout, stderr, signal } = spawnSync(process.execPath, [fixture, setting], {
        encoding: 'utf8',
      });
      return { stdout, stderr, signal };
    };
    expect(run('off')).to.deep.equal({ stdout: 'one two ended', stderr: '', signal: null });
    expect(run('test/store.save:after')).to.deep.equal({
      stdout: 'one ',
      stderr: 'died at failpoint test/store.save:after#1\n',
      signal: 'SIGKILL',
    });
    expect(run('test/store.save:before#2')).to.include({ stdout: 'one ', signal: 'SIGKILL' });
  });

  describe('on the port of operators', () => {
    let listener: Listener;
    afterEach(() => listener.close());

    async function served(setting: string) {
      const { failpoints, did, shelf } = rig(setting);
      const app = express();
      failpoints.serve(app);
      listener = await listen(app, { port: 0, host: '127.0.0.1' });
      const url = `http://127.0.0.1:${listener.port}/failpoint`;
      const put = async (body: unknown) => {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
        return { status: response.status, body: await response.json() };
      };
      return { url, put, did, shelf };
    }

    it('are shown, armed and disarmed', async () => {
      const { url, put, did, shelf } = await served('settable');
      const names = ['library/shelf.put', 'library/shelf.take'];
      expect(await (await fetch(url)).json()).to.deep.equal({ armed: null, names });
      const armed = await put({ point: 'library/shelf.put:before' });
      expect(armed).to.deep.equal({ status: 200, body: { armed: 'library/shelf.put:before#1', names } });
      expect((await put({ point: null })).body).to.include({ armed: null });
      await shelf.put('a');
      expect(did).to.deep.equal(['put a']);
    });

    it('refuse what is none, with what there is', async () => {
      const { put } = await served('settable');
      for (const body of [{ point: 'library/shelf.lend:before' }, {}]) {
        const { status, body: problem } = await put(body);
        expect([status, JSON.stringify(problem)]).to.satisfy(
          ([code, text]: [number, string]) => code === 400 && text.includes('"field":"point"'),
        );
      }
    });

    it('are not there while they are off', async () => {
      const { url } = await served('off');
      expect((await fetch(url)).status).to.equal(404);
    });
  });
});
