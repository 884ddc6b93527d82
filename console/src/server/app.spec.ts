import { request } from 'node:http';
import { CommandError } from '@wanderluxe/infra/operate';
import { expect } from 'chai';
import { fakeEngine } from '../testing/fake-engine.ts';
import { FakeFeed } from '../testing/fake-feed.ts';
import { type App, createApp } from './app.ts';

const TOKEN = 'a-token-that-is-long-enough';
const config = { HOST: '127.0.0.1', CONSOLE_PORT: 0, CONSOLE_TOKEN: TOKEN, LOG_LEVEL: 'error' } as const;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

describe('the console', () => {
  let app: App;
  let feed: FakeFeed;
  let engine: ReturnType<typeof fakeEngine>;
  const start = async (parts: Parameters<typeof fakeEngine>[0] = {}) => {
    feed = new FakeFeed();
    engine = fakeEngine(parts);
    app = await createApp(config, { engine, feed });
  };
  afterEach(() => app.stop());

  // Not fetch, which sets and hides headers by itself.
  const ask = (
    path: string,
    { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: object; body?: string } = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: app.port, path, method, headers: { ...headers } };
      const asked = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      asked.on('error', reject).end(body);
    });
  const letIn = async (): Promise<{ cookie: string }> => {
    const { headers } = await ask(`/?token=${TOKEN}`);
    return { cookie: String(headers['set-cookie']).split(';')[0] ?? '' };
  };
  const change = async (path: string, body: unknown, headers: object = {}) => {
    const own = { ...(await letIn()), 'content-type': 'application/json', ...headers };
    return ask(path, { method: 'POST', headers: own, body: JSON.stringify(body) });
  };
  const here = () => ({ origin: `http://127.0.0.1:${app.port}`, host: `127.0.0.1:${app.port}` });

  describe('towards strangers', () => {
    beforeEach(() => start());

    for (const path of ['/', '/sagas', '/api/board', '/api/live', '/assets/index.js', '/index.html'])
      it(`answers 401 to ${path}`, async () => {
        expect((await ask(path)).status).to.equal(401);
      });

    it('answers 401 to a wrong token and to a wrong cookie', async () => {
      expect((await ask('/?token=wrong')).status).to.equal(401);
      const cookie = (await letIn()).cookie.replace(/=.*/, '=wrong');
      expect((await ask('/api/board', { headers: { cookie } })).status).to.equal(401);
    });

    it('answers probes, because those ask who has no token', async () => {
      expect((await ask('/readyz')).status).to.equal(200);
      expect((await ask('/livez')).status).to.equal(200);
    });

    it('does not take a token as a cookie', async () => {
      const { cookie } = await letIn();
      expect(cookie).not.to.contain(TOKEN);
      const asToken = cookie.replace(/=.*/, `=${TOKEN}`);
      expect((await ask('/api/board', { headers: { cookie: asToken } })).status).to.equal(401);
    });
  });

  describe('towards whoever has the token', () => {
    it('moves it out of the address into a cookie that scripts and other sites cannot use', async () => {
      await start();
      const { status, headers } = await ask(`/?token=${TOKEN}`);
      expect([status, headers.location]).to.deep.equal([303, '/']);
      expect(String(headers['set-cookie']))
        .to.match(/HttpOnly/)
        .and.match(/SameSite=Strict/);
    });

    it('takes it from the form, too', async () => {
      await start();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const good = await ask('/login', { method: 'POST', headers, body: `token=${TOKEN}` });
      const bad = await ask('/login', { method: 'POST', headers, body: 'token=other' });
      expect([good.status, bad.status]).to.deep.equal([303, 401]);
    });

    it('allows only its own scripts and styles', async () => {
      await start();
      const policy = (await ask('/api/board', { headers: await letIn() })).headers['content-security-policy'];
      expect(policy).to.contain("default-src 'none'").and.contain("script-src 'self'");
      expect(policy).not.to.contain('unsafe');
    });

    it('tells the live figures at once, and ends when the console stops', async () => {
      await start();
      const told = ask('/api/live', { headers: await letIn() });
      while (feed.watchers.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await app.stop();
      const { headers, text } = await told;
      expect(headers['content-type']).to.contain('text/event-stream');
      const [line = ''] = text.split('\n').filter((one) => one.startsWith('data: '));
      expect(JSON.parse(line.slice(6))).to.deep.equal(JSON.parse(JSON.stringify(feed.telling)));
      await start();
    });

    it('answers 503 when too many pages watch', async () => {
      await start();
      feed.isFull = true;
      expect((await ask('/api/live', { headers: await letIn() })).status).to.equal(503);
    });

    it('answers what the engine does not tell with the remedy', async () => {
      const away = async () => {
        throw new CommandError('payment does not answer', { remedy: 'see "wanderluxe status"' });
      };
      await start({ payments: away });
      const { status, text } = await ask('/api/board', { headers: await letIn() });
      expect([status, JSON.parse(text).title, JSON.parse(text).detail]).to.deep.equal([
        ...[502, 'payment does not answer', 'see "wanderluxe status"'],
      ]);
      const attention = JSON.parse((await ask('/api/attention', { headers: await letIn() })).text);
      expect(attention).to.deep.include({ sagas: 0, unknown: ['sagas'] });
    });
  });

  describe('before it changes anything', () => {
    const letter = { id: 'hold.expired.payment.dlq/0/7', record: { headers: {} } } as never;
    const decision = { ids: ['hold.expired.payment.dlq/0/7'], action: 'replay', reason: 'mended' };
    beforeEach(() => start({ letterList: [letter] }));

    it('wants to be asked by its own page', async () => {
      const elsewhere = { origin: 'http://evil.example', host: `127.0.0.1:${app.port}` };
      expect((await change('/api/letters/decision', decision, elsewhere)).status).to.equal(403);
      expect((await change('/api/letters/decision', decision)).status, 'no origin').to.equal(403);
      expect(engine.decided).to.deep.equal([]);
    });

    it('decides about letters, once', async () => {
      expect((await change('/api/letters/decision', decision, here())).status).to.equal(200);
      expect(engine.decided).to.deep.equal([decision]);
      expect((await change('/api/letters/decision', decision, here())).status).to.equal(404);
      expect(engine.decided).to.have.length(1);
    });

    it('wants a reason, and names what is wrong', async () => {
      const { status, text } = await change('/api/letters/decision', { ...decision, reason: ' ' }, here());
      expect([status, JSON.parse(text).errors]).to.deep.equal([
        ...[400, [{ field: 'reason', problem: 'must say why' }]],
      ]);
    });
  });
});
