import { expect } from 'chai';
import express from 'express';
import { Registry } from 'prom-client';
import { type Listener, listen } from './http.ts';
import { observeHttp } from './observe-http.ts';

describe('observeHttp', () => {
  let listener: Listener;
  let registry: Registry;
  beforeEach(async () => {
    registry = new Registry();
    const app = express();
    app.use(observeHttp(registry));
    app.get('/things/:id', (_req, res) => void res.status(201).send('ok'));
    listener = await listen(app, { host: '127.0.0.1', port: 0 });
  });
  afterEach(() => listener.close());

  const call = (path: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${listener.port}${path}`, { method }).then((answer) => answer.text());

  it('counts and times by template, so that ids make no series', async () => {
    await call('/things/a');
    await call('/things/b');
    const text = await registry.metrics();
    expect(text).to.include('wl_http_requests_total{method="GET",route="/things/:id",status="201"} 2');
    expect(text).to.include('wl_http_request_duration_seconds_count{method="GET",route="/things/:id"} 2');
    expect(text).not.to.include('/things/a');
  });

  it('makes one series of all that has no route, and of all methods that are not known', async () => {
    await call('/nowhere/1');
    await call('/nowhere/2', 'PROPFIND');
    await call('/nowhere/3', 'REPORT');
    const text = await registry.metrics();
    expect(text).to.include('wl_http_requests_total{method="GET",route="none",status="404"} 1');
    expect(text).to.include('wl_http_requests_total{method="other",route="none",status="404"} 2');
  });
});
