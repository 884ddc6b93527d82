import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { HearOutcome } from './outcomes.ts';
import { isSound, reportOf, slopeOf } from './report.ts';
import { type LoadOptions, runLoad } from './run-load.ts';
import { loadTable } from './table.ts';

/** A gateway that is told how to answer, and ends every booking that it accepts unless told otherwise. */
class FakeEngine {
  answerAfterMs = 0;
  status = 202;
  body = '{}';
  endAfterMs: number | null = 10;
  readonly arrivedMs: number[] = [];
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      this.arrivedMs.push(performance.now());
      setTimeout(() => {
        response.writeHead(this.status).end(this.body);
        if (this.status === 202) this.#end(JSON.parse(body).bookingId);
      }, this.answerAfterMs);
    });
  });
  #hear: HearOutcome = () => {};

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  readonly openOutcomes: LoadOptions['openOutcomes'] = async (hear) => {
    this.#hear = hear;
    return { timedBy: 'the fake', stop: async () => {} };
  };

  #end(bookingId: string): void {
    if (this.endAfterMs === null) return;
    setTimeout(
      () => this.#hear({ bookingId, kind: 'CONFIRMED', reason: null, atMs: performance.now() }),
      this.endAfterMs,
    );
  }
}

describe('runLoad', function suite() {
  this.timeout(20_000);
  let engine: FakeEngine;
  let gatewayUrl: string;
  beforeEach(async () => {
    engine = new FakeEngine();
    gatewayUrl = await engine.start();
  });
  afterEach(() => engine.stop());

  const run = async (overrides: Partial<LoadOptions> = {}) =>
    reportOf(
      await runLoad({
        gatewayUrl,
        ...{ connections: 16, timeoutMs: 10_000, drainMs: 3_000, runTag: 'spec-1a' },
        schedule: { ratePerSecond: 100, rampMs: 0, warmUpMs: 500, durationMs: 1_500 },
        mix: {
          ...{ propertyIds: ['a', 'b'], hotShare: undefined, seed: 1 },
          ...{ duplicateShare: 0, cancellationShare: 0 },
        },
        openOutcomes: engine.openOutcomes,
        processes: () => [],
        ...overrides,
      }),
    );

  it('sends the whole schedule and finds every booking ended', async () => {
    const report = await run();
    expect(report.answers).to.deep.equal({ 202: 200 });
    expect(report.outcomes.CONFIRMED).to.equal(200);
    expect([report.unsettled, report.unanswered, report.acceptMs.count]).to.deep.equal([0, 0, 150]);
    expect(report.moments.at(-1)).to.include({ sent: 200, accepted: 200, completed: 200, backlog: 0 });
    expect(isSound(report)).to.equal(true);
    expect(loadTable(report)).to.contain('202: 200');
  });

  it('does not wait for answers: a gateway that takes a second gets its requests in time', async () => {
    engine.answerAfterMs = 1_000;
    const report = await run({ connections: 300 });
    const tookMs = engine.arrivedMs.at(-1)! - engine.arrivedMs[0]!;
    expect(tookMs).to.be.within(1_800, 2_600);
    expect(report.acceptMs.p50).to.be.at.least(990);
  });

  it('counts waiting for a connection as latency', async () => {
    engine.answerAfterMs = 100;
    // Two connections carry 20 requests a second of the 100.
    const schedule = { ratePerSecond: 100, rampMs: 0, warmUpMs: 0, durationMs: 1_000 };
    const report = await run({ connections: 2, drainMs: 15_000, schedule });
    expect(report.acceptMs.max).to.be.at.least(3_900);
    expect(report.backlog.max).to.be.at.most(20);
  });

  it('counts refusals by their code and repeats nothing', async () => {
    engine.status = 503;
    engine.body = '{"status":503,"code":"overloaded"}';
    const report = await run();
    expect(report.answers).to.deep.equal({ '503 overloaded': 200 });
    expect(engine.arrivedMs).to.have.length(200);
    expect(isSound(report)).to.equal(true);
  });

  it('says so when there is no gateway', async () => {
    engine.stop();
    const report = await run();
    expect(Object.keys(report.answers)).to.deep.equal(['none ECONNREFUSED']);
  });

  it('finds accepted bookings that never end', async () => {
    engine.endAfterMs = null;
    const schedule = { ratePerSecond: 100, rampMs: 0, warmUpMs: 0, durationMs: 4_500 };
    const report = await run({ drainMs: 200, schedule });
    expect([report.unsettled, report.drainedAfterMs]).to.deep.equal([450, null]);
    expect(report.unsettledIds[0]).to.equal('b-spec-1a-0');
    expect(report.backlog.slopePerSecond).to.be.closeTo(100, 30);
    expect(isSound(report)).to.equal(false);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 300);
    const failure = await run({ signal: stop.signal }).catch((error: Error) => error);
    expect((failure as Error).message).to.equal('enough');
    expect(engine.arrivedMs.length).to.be.below(100);
  });
});

describe('slopeOf', () => {
  it('is the growth of a line', () => {
    expect(slopeOf([[0, 1], [1, 4], [2, 7]])).to.equal(3); // biome-ignore format: points
    expect(slopeOf([[5, 5]])).to.equal(0);
  });
});
