import { drive } from '../drive.ts';
import { backlogPlot, memoryPlot } from '../plots.ts';
import type { Bench, Row } from '../row.ts';
import { scrape } from '../scrape.ts';
import { median } from '../statistics.ts';
import type { Engine } from '../world/engine.ts';

const IN_FLIGHT = 'charges in flight';
const HEAP = 'heap used, MiB';
const KIBIBYTE = 1_024;
const MEBIBYTE = 1_024 ** 2;
const RATE = 50;
/** Longer than the slow bank, so that no charge is given up. */
const PATIENT = { BANK_TIMEOUT_MS: '60000', MAX_CHARGES_IN_FLIGHT: '5000' };

async function configured(engine: Engine, environment: Readonly<Record<string, string>>): Promise<void> {
  engine.configure('payment', environment);
  await engine.stopProcess('payment');
  await engine.startProcess('payment');
}

/** The payment service at rest with a bank of this speed: medians of the last seconds before the last arrival. */
async function settledAt(bench: Bench, bankLatencyMs: number, warmUpSeconds: number) {
  const payment = bench.engine.opsUrlOf('payment');
  const seconds = bench.quick ? 4 : 15;
  const { report, violations } = await drive(bench, {
    ...{ bankLatencyMs, warmUpSeconds, seconds, rate: bench.quick ? 20 : RATE },
    watch: async () => ({
      [IN_FLIGHT]: await scrape(payment, 'wl_payment_charges_in_flight'),
      [HEAP]: (await scrape(payment, 'nodejs_heap_size_used_bytes')) / MEBIBYTE,
    }),
  });
  const settled = report.moments.filter(({ sent }) => sent < report.sent).slice(-seconds);
  const of = (pick: (moment: (typeof settled)[number]) => number) => median(settled.map(pick));
  return {
    ...{ report, violations },
    inFlight: of(({ watched }) => watched[IN_FLIGHT] ?? Number.NaN),
    rssBytes: of(({ rssBytes }) => rssBytes.payment ?? Number.NaN),
    heapBytes: of(({ watched }) => watched[HEAP] ?? Number.NaN) * MEBIBYTE,
  };
}

/** What one booking costs while it waits for the bank. */
export const inFlightMemory: Row = {
  name: 'in-flight-memory',
  title: 'Memory of a booking that waits for the bank',
  method: `${RATE} bookings/s at a bank of 1 s, then at one of 40 s: the same work, some 50 and some 2,000 charges in flight. What the payment service's resident size and its heap differ by, over the difference of charges in flight; medians of 15 s.`,
  shape: {},
  figures: [
    { name: 'resident memory of one in flight', unit: 'KiB', bar: null },
    { name: 'heap of one in flight', unit: 'KiB', bar: null },
    { name: 'charges in flight, many', unit: 'charges', bar: null },
    { name: 'memory of the payment service with few in flight', unit: 'MiB', bar: null },
    { name: 'memory of the payment service with many in flight', unit: 'MiB', bar: null },
  ],
  async run(bench) {
    const { engine, quick } = bench;
    await configured(engine, PATIENT);
    const few = await settledAt(bench, 1_000, quick ? 3 : 30);
    const many = await settledAt(bench, quick ? 5_000 : 40_000, quick ? 6 : 50);
    await configured(engine, {});
    const more = many.inFlight - few.inFlight;
    return {
      values: {
        'resident memory of one in flight': (many.rssBytes - few.rssBytes) / more / KIBIBYTE,
        'heap of one in flight': (many.heapBytes - few.heapBytes) / more / KIBIBYTE,
        'charges in flight, many': many.inFlight,
        'memory of the payment service with few in flight': few.rssBytes / MEBIBYTE,
        'memory of the payment service with many in flight': many.rssBytes / MEBIBYTE,
      },
      violations: [...few.violations, ...many.violations],
      plots: [backlogPlot(many.report.moments), memoryPlot(many.report.moments)],
      othersCores: many.report.cpu!.spending.others / many.report.cpu!.spending.seconds,
    };
  },
};
