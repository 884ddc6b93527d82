import { expect } from 'chai';
import express from 'express';
import { type Listener, listen } from './http.ts';
import { ProblemError, problem, problemHandler } from './problem.ts';

describe('problem documents', () => {
  const unexpected: unknown[] = [];
  let listener: Listener;
  before(async () => {
    const app = express();
    app.get('/direct', (_req, res) =>
      problem(res, { status: 409, code: 'already_processed', title: 'Known', bookingId: 'b1' }),
    );
    app.get('/thrown', async () => {
      throw new ProblemError({
        status: 400,
        code: 'invalid',
        title: 'Invalid',
        errors: [{ field: 'amount', problem: 'is negative' }],
      });
    });
    app.get('/bug', () => {
      throw new Error('secret detail');
    });
    app.get('/late', (_req, res) => {
      res.write('begun');
      throw new Error('after the head');
    });
    app.use(problemHandler((error) => unexpected.push(error)));
    listener = await listen(app, { port: 0, host: '127.0.0.1' });
  });
  after(() => listener.close());

  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${listener.port}${path}`);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: (await response.json()) as Record<string, unknown>,
    };
  };

  it('carry type, title, status, code and extensions', async () => {
    expect(await get('/direct')).to.deep.equal({
      status: 409,
      type: 'application/problem+json; charset=utf-8',
      body: {
        type: 'urn:wanderluxe:problem:already_processed',
        title: 'Known',
        status: 409,
        code: 'already_processed',
        bookingId: 'b1',
      },
    });
  });

  it('can be thrown', async () => {
    const { status, body } = await get('/thrown');
    expect(status).to.equal(400);
    expect(body.errors).to.deep.equal([{ field: 'amount', problem: 'is negative' }]);
    expect(unexpected).to.deep.equal([]);
  });

  it('reveal nothing of an unexpected error, which is reported', async () => {
    const { status, body } = await get('/bug');
    expect([status, body.code]).to.deep.equal([500, 'internal_error']);
    expect(JSON.stringify(body)).not.to.include('secret');
    expect((unexpected.at(-1) as Error).message).to.equal('secret detail');
  });

  it('do not follow an answer that has begun: the connection is cut', async () => {
    const cut = await fetch(`http://127.0.0.1:${listener.port}/late`)
      .then((response) => response.text())
      .catch((error: Error) => error);
    expect(cut).to.be.instanceOf(Error);
  });
});
