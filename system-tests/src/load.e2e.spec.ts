import { newRunTag, setBehaviour } from '@wanderluxe/infra/demo';
import {
  isSound,
  type LoadReport,
  loadTable,
  makeProperties,
  reportOf,
  runLoad,
  type Target,
  targetOfDeployed,
  targetOfInstance,
} from '@wanderluxe/infra/load';
import { expect } from 'chai';
import { type Engine, sharedEngine } from './harness/engine.ts';

const RATE = 20;
const SECONDS = 5;
const ROOMS = 10_000;

describe('load', function load() {
  this.timeout(120_000);
  let engine: Engine;
  before(async () => {
    engine = await sharedEngine();
    await setBehaviour(engine.bankUrl, { latencyMs: 20 });
  });

  /** Half of the bookings want the first of three properties. */
  async function run(target: Target): Promise<LoadReport> {
    const runTag = newRunTag(Date.now());
    return reportOf(
      await runLoad({
        ...target,
        ...{ runTag, connections: 16, timeoutMs: 20_000, drainMs: 60_000 },
        schedule: { ratePerSecond: RATE, rampMs: 1_000, warmUpMs: 1_000, durationMs: SECONDS * 1_000 },
        mix: {
          propertyIds: await makeProperties(engine.inventoryUrl, { runTag, count: 3, rooms: () => ROOMS }),
          ...{ hotShare: 0.5, duplicateShare: 0.1, cancellationShare: 0.1, seed: 1 },
        },
      }),
    );
  }

  const expectSound = (report: LoadReport): void => {
    const { answers, repeatedAnswers, outcomes } = report;
    expect(isSound(report), loadTable(report)).to.equal(true);
    expect(Object.keys(answers)).to.deep.equal(['202']);
    expect(report.sent).to.equal(RATE * (SECONDS + 1.5));
    expect(Object.keys(repeatedAnswers).every((code) => code.startsWith('409 '))).to.equal(true);
    expect(outcomes.CONFIRMED! + outcomes.FAILED! + outcomes.CANCELLED!).to.be.at.least(report.accepted);
  };

  it('accounts for every booking by its outcome on Kafka, and for the CPU of every process', async () => {
    const report = await run(targetOfInstance(engine.settings));
    expectSound(report);
    expect(report.outcomes.CANCELLED).to.be.above(0);
    expect(report.endToEndMs.p50).to.be.at.least(20);
    expect(report.endToEndMs.count).to.equal(report.acceptMs.count);
    expect(Object.keys(report.cpu!.spending.components)).to.include.members(['gateway', 'payment', 'redis']);
    expect(report.cpu!.perThousand.components.payment).to.be.above(0);
  });

  it('accounts for every booking of an engine of which it knows the gateway alone', async () => {
    const report = await run(targetOfDeployed({ gatewayUrl: engine.gatewayUrl }));
    expectSound(report);
    expect(report.cpu).to.equal(null);
    expect(report.endToEndMs.count).to.be.above(0);
  });
});
