import { setTimeout as sleep } from 'node:timers/promises';
import { brokerName } from '@wanderluxe/infra/launcher';
import { kafkaAdmin } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { acceptsAgainAfterS, known } from '../disturb.ts';
import { drive } from '../drive.ts';
import { backlogPlot, latencyPlot, ratesPlot } from '../plots.ts';
import type { Bench, Row } from '../row.ts';
import { underWay } from '../while.ts';
import type { Engine } from '../world/engine.ts';

/** How long the broker stays away. */
const AWAY_MS = 25_000;

/** The broker that leads most partitions of the topic that the gateway writes. */
async function leaderOf({ kafkaBrokers }: Engine): Promise<string> {
  const admin = await kafkaAdmin({
    brokers: kafkaBrokers,
    clientId: 'wanderluxe-bench',
    logger: silentLogger,
  });
  try {
    const leaders = await admin.leaders('booking.requests');
    const byNode = Map.groupBy(leaders, (node) => node);
    const [node] = [...byNode].sort((a, b) => b[1].length - a[1].length)[0]!;
    return brokerName(node);
  } finally {
    await admin.close();
  }
}

async function killLeader({ engine, quick, talk }: Bench): Promise<void> {
  const name = await leaderOf(engine);
  await engine.kill(name);
  talk(`  ${name} killed`);
  await sleep(quick ? AWAY_MS / 2 : AWAY_MS);
  await engine.startProcess(name);
}

/** The broker is gone without a word. */
export const brokerKilled: Row = {
  name: 'broker-killed',
  title: 'Leader of a 3-broker cluster killed',
  method:
    '50 bookings/s at 200 properties, bank 100 ms, acks=all and min.insync.replicas=2; after 15 s the broker that leads most partitions of booking.requests is killed with SIGKILL and started again 25 s later. The driver repeats nothing. Accepts again: from the kill to the first of three seconds in each of which 95% of the arrivals were accepted.',
  shape: { kafkaNodes: 3 },
  figures: [
    { name: 'accepts again after', unit: 's', bar: { atMost: 15 }, mayNotCome: true },
    { name: 'acknowledged bookings lost or doubled', unit: 'bookings', bar: { atMost: 0 } },
    { name: 'requests not accepted', unit: 'requests', bar: null },
  ],
  async run(bench) {
    const rate = bench.quick ? 20 : 50;
    const warmUpSeconds = bench.quick ? 4 : 12;
    const killing = underWay(warmUpSeconds * 1_000 + 3_000, () => killLeader(bench));
    const { report, violations } = await drive(bench, {
      ...{ rate, warmUpSeconds, bankLatencyMs: 100, onBegin: killing.begin },
      seconds: bench.quick ? 20 : 60,
    });
    const { fromMs } = await killing.done;
    const { moments, sent, accepted } = report;
    return {
      values: {
        ...known('accepts again after', acceptsAgainAfterS(moments, fromMs, rate)),
        'acknowledged bookings lost or doubled': report.unsettled + report.contradictory,
        'requests not accepted': sent - accepted,
      },
      violations,
      plots: [ratesPlot(moments), backlogPlot(moments), latencyPlot(moments)],
      othersCores: report.cpu!.spending.others / report.cpu!.spending.seconds,
    };
  },
};
