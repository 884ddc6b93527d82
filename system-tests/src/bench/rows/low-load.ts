import { drive } from '../drive.ts';
import { latencyPlot } from '../plots.ts';
import type { Row } from '../row.ts';

const BANK_MS = 100;
const ADDED_MS = 60;

/** Batching must not cost those who come alone. */
export const lowLoad: Row = {
  name: 'low-load',
  title: 'Latency at 10 bookings a second',
  method: `10 bookings/s, bank ${BANK_MS} ms, 60 s after a warm-up of 20 s. From the 202 in the driver to the arrival of the booking's outcome there.`,
  shape: {},
  figures: [
    { name: 'accept to outcome, p50', unit: 'ms', bar: { atMost: BANK_MS + ADDED_MS } },
    { name: 'accept to outcome, p99', unit: 'ms', bar: null },
    { name: 'accept, p50', unit: 'ms', bar: null },
  ],
  async run(bench) {
    const { report, violations } = await drive(bench, {
      rate: 10,
      seconds: bench.quick ? 5 : 60,
      warmUpSeconds: bench.quick ? 2 : 20,
      bankLatencyMs: BANK_MS,
    });
    return {
      values: {
        'accept to outcome, p50': report.acceptToOutcomeMs.p50,
        'accept to outcome, p99': report.acceptToOutcomeMs.p99,
        'accept, p50': report.acceptMs.p50,
      },
      violations,
      plots: [latencyPlot(report.moments)],
      othersCores: report.cpu!.spending.others / report.cpu!.spending.seconds,
    };
  },
};
