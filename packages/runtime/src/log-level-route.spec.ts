import { expect } from 'chai';
import express from 'express';
import { type Listener, listen } from './http.ts';
import { serveLogLevel } from './log-level-route.ts';
import type { LeveledLogger, LogLevel } from './logger.ts';

describe('/loglevel', () => {
  let lines: [string, unknown][];
  let logger: LeveledLogger;
  let listener: Listener;
  beforeEach(async () => {
    lines = [];
    const note = (message: string, fields?: unknown) => void lines.push([message, fields]);
    logger = { level: 'info' as LogLevel, debug: note, info: note, warn: note, error: note };
    const app = express();
    serveLogLevel(app, logger);
    listener = await listen(app, { port: 0, host: '127.0.0.1' });
  });
  afterEach(() => listener.close());

  async function ask(init: RequestInit = {}) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${listener.port}/loglevel`, { headers, ...init });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
  const put = (body: string) => ask({ method: 'PUT', body });

  it('tells and sets the level, and logs that it was set', async () => {
    expect((await ask()).body).to.deep.equal({ level: 'info' });
    expect(await put('{"level":"debug"}')).to.deep.equal({ status: 200, body: { level: 'debug' } });
    expect(logger.level).to.equal('debug');
    expect(lines).to.deep.equal([['the log level was set', { before: 'info', now: 'debug' }]]);
    expect((await ask()).body).to.deep.equal({ level: 'debug' });
  });

  for (const [what, body, field] of [
    ['an unknown level', '{"level":"loud"}', 'level'],
    ['no level', '{}', 'level'],
    ['another field', '{"level":"info","for":"1h"}', ''],
  ] as const) {
    it(`refuses ${what} by its field and changes nothing`, async () => {
      const { status, body: problem } = await put(body);
      expect(status).to.equal(400);
      expect(problem.errors).to.have.nested.property('[0].field', field);
      expect([logger.level, lines]).to.deep.equal(['info', []]);
    });
  }

  for (const body of ['{"level":', '', `{"level":"${'x'.repeat(2_000)}"}`]) {
    it(`answers a problem to a body such as ${JSON.stringify(body.slice(0, 12))}`, async () => {
      const { status, body: problem } = await put(body);
      expect(status).to.be.oneOf([400, 413]);
      expect(problem).to.include.keys('code', 'title');
      expect(lines).to.deep.equal([]);
    });
  }
});
