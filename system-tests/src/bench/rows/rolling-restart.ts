import { setTimeout as sleep } from 'node:timers/promises';
import { known, workedOffAfterS } from '../disturb.ts';
import { drive } from '../drive.ts';
import { backlogPlot, latencyPlot, ratesPlot } from '../plots.ts';
import { hear } from '../reserve-path/topics.ts';
import type { Bench, Row } from '../row.ts';
import { percentile } from '../statistics.ts';
import { pausesS, type Restart } from '../waits.ts';
import { underWay } from '../while.ts';

const PARTITIONS = 50;
const INSTANCES = 5;
/** Between one instance that is ready again and the next that is stopped. */
const BETWEEN_MS = 3_000;
/** A rebalance goes on for a while after an instance is ready. */
const AFTER_MS = 2_000;

/** One instance after the other; when each was down, by the wall clock. */
async function restartAll({ engine, talk, quick }: Bench): Promise<Restart[]> {
  const restarts: Restart[] = [];
  const names = engine.instancesOf('inventory');
  for (const name of quick ? names.slice(0, 2) : names) {
    const fromMs = Date.now();
    await engine.stopProcess(name);
    await engine.startProcess(name);
    restarts.push({ fromMs, toMs: Date.now() });
    talk(`  ${name}: ready again after ${((Date.now() - fromMs) / 1_000).toFixed(1)} s`);
    await sleep(BETWEEN_MS);
  }
  return restarts;
}

/** A deployment. */
export const rollingRestart: Row = {
  name: 'rolling-restart',
  title: 'Rolling restart of 5 inventory instances on 50 partitions',
  method:
    '100 bookings/s at 200 properties, bank 100 ms; after 20 s the instances are stopped with SIGTERM and started one after the other. The pause of a partition is the longest that a request on it waited for its decision while an instance was down or until 2 s after it was ready, by the times of both records. Back to the arrival rate: no more bookings under way than before the first restart and a second`s arrivals.',
  shape: { partitions: PARTITIONS, inventoryInstances: INSTANCES },
  figures: [
    { name: 'pause of a partition, p99', unit: 's', bar: { atMost: 5 } },
    {
      name: 'back to the arrival rate after the last restart',
      unit: 's',
      bar: { atMost: 20 },
      mayNotCome: true,
    },
    { name: 'bookings lost or doubled', unit: 'bookings', bar: { atMost: 0 } },
  ],
  async run(bench) {
    const rate = bench.quick ? 30 : 100;
    const warmUpSeconds = bench.quick ? 4 : 15;
    const quiet = underWay(warmUpSeconds * 1_000 + 5_000, () => restartAll(bench));
    const { report, violations, propertyIds } = await drive(bench, {
      ...{ rate, warmUpSeconds, bankLatencyMs: 100 },
      seconds: bench.quick ? 14 : 90,
      onBegin: quiet.begin,
    });
    const { value: restarts, fromMs, toMs } = await quiet.done;
    const heard = await hear(bench.engine, propertyIds);
    const { moments } = report;
    return {
      values: {
        'pause of a partition, p99': percentile(pausesS(heard, restarts, AFTER_MS), 99),
        ...known(
          'back to the arrival rate after the last restart',
          workedOffAfterS(moments, { fromMs, toMs: toMs - BETWEEN_MS }, rate),
        ),
        'bookings lost or doubled': report.unsettled + report.contradictory,
      },
      violations,
      plots: [ratesPlot(moments), backlogPlot(moments), latencyPlot(moments)],
      othersCores: report.cpu!.spending.others / report.cpu!.spending.seconds,
    };
  },
};
