import { kafkaAdmin } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { topicNames, topics } from '@wanderluxe/schemas';
import { drive } from '../drive.ts';
import { memoryChange, services } from '../memory.ts';
import { backlogPlot, latencyPlot, memoryPlot } from '../plots.ts';
import type { Row } from '../row.ts';
import type { Engine } from '../world/engine.ts';

const MINUTES = 20;
const SETTLING_MINUTES = 5;
const MINUTE_MS = 60_000;

const figureOf = (name: string): string => `memory of ${name}, change after ${SETTLING_MINUTES} min`;

/** Records that a group has not handled yet, over all groups and topics. */
async function lagOf({ kafkaBrokers }: Engine): Promise<number> {
  const admin = await kafkaAdmin({
    brokers: kafkaBrokers,
    clientId: 'wanderluxe-bench',
    logger: silentLogger,
  });
  try {
    const pairs = topicNames.flatMap((topic) => topics[topic].consumers.map((group) => ({ group, topic })));
    const offsets = await Promise.all(pairs.map(({ group, topic }) => admin.offsets(group, topic)));
    return offsets.flat().reduce((sum, { end, committed }) => sum + end - committed, 0);
  } finally {
    await admin.close();
  }
}

/** Nothing grows. */
export const soak: Row = {
  name: 'soak',
  title: 'Soak',
  method: `100 bookings/s for ${MINUTES} min, bank 100 ms. Memory: of the means of each minute after the first ${SETTLING_MINUTES}, the largest over the smallest. Lag: records of all topics that their groups have not committed, when every booking has its outcome and 2 s later.`,
  shape: {},
  maxRuns: 1,
  figures: [
    ...services.map((name) => ({ name: figureOf(name), unit: '%', bar: { atMost: 10 } })),
    { name: 'lag at the end', unit: 'records', bar: { atMost: 0 } },
  ],
  async run(bench) {
    const { quick, engine } = bench;
    // In a quick run a second stands for a minute.
    const [minutes, spanMs, settlingMinutes] = quick
      ? [10, 1_000, 3]
      : [MINUTES, MINUTE_MS, SETTLING_MINUTES];
    const { report, violations } = await drive(bench, {
      rate: quick ? 20 : 100,
      seconds: (minutes * spanMs) / 1_000,
      warmUpSeconds: quick ? 1 : 10,
      bankLatencyMs: 100,
    });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const { moments, sent } = report;
    const settled = moments.filter((moment) => moment.atMs >= settlingMinutes * spanMs && moment.sent < sent);
    return {
      values: {
        ...Object.fromEntries(
          services.map((name) => [figureOf(name), 100 * memoryChange(settled, name, spanMs)]),
        ),
        'lag at the end': await lagOf(engine),
      },
      violations,
      plots: [memoryPlot, backlogPlot, latencyPlot].map((plot) => plot(moments)),
      othersCores: report.cpu!.spending.others / report.cpu!.spending.seconds,
    };
  },
};
