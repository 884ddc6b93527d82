import { newRunTag, setBehaviour } from '@wanderluxe/infra/demo';
import {
  DEFAULT_CONNECTIONS,
  isSound,
  type LoadOptions,
  type LoadReport,
  makeProperties,
  momentLine,
  reportOf,
  runLoad,
  targetOfInstance,
} from '@wanderluxe/infra/load';
import { bookKeeping } from './books.ts';
import type { Bench } from './row.ts';

const ROOMS = 100_000;
const TIMEOUT_MS = 30_000;
const DRAIN_MS = 180_000;
const RAMP_SHARE = 0.25;
/** Seconds between two lines about a run under way. */
const TELL_EVERY = 10;

/** A load on the engine of a bench; left out means the usual. */
export interface Drive {
  readonly rate: number;
  readonly seconds: number;
  /** Ramp and full rate together, before it is measured. */
  readonly warmUpSeconds: number;
  readonly properties?: number;
  /** Rooms by the property's place; the first is the hot one. */
  readonly rooms?: (index: number) => number;
  readonly hotShare?: number;
  /** Check-ins fall on so many days. */
  readonly stayDays?: number;
  readonly bankLatencyMs: number;
  readonly watch?: LoadOptions['watch'];
  readonly seed?: number;
  /** Called when the first request is about to be sent. */
  readonly onBegin?: () => void;
}

export interface Driven {
  readonly report: LoadReport;
  readonly propertyIds: readonly string[];
  /** Promises that were broken, in words. */
  readonly violations: readonly string[];
}

/** Sends a load of its own, waits until all of it came to an end, and looks whether every promise was kept. */
export async function drive({ engine, talk }: Bench, options: Drive): Promise<Driven> {
  const { rate, seconds, warmUpSeconds, properties = 200, rooms = () => ROOMS } = options;
  await setBehaviour(engine.bankUrl, { latencyMs: options.bankLatencyMs });
  const runTag = newRunTag(Date.now());
  const propertyIds = await makeProperties(engine.inventoryUrl, { runTag, count: properties, rooms });
  const balance = await bookKeeping(engine.bankUrl);
  const run = await runLoad({
    ...targetOfInstance(engine.settings),
    ...{ runTag, connections: DEFAULT_CONNECTIONS, timeoutMs: TIMEOUT_MS, drainMs: DRAIN_MS },
    schedule: {
      ratePerSecond: rate,
      rampMs: warmUpSeconds * RAMP_SHARE * 1_000,
      warmUpMs: warmUpSeconds * (1 - RAMP_SHARE) * 1_000,
      durationMs: seconds * 1_000,
    },
    mix: {
      ...{ propertyIds, hotShare: options.hotShare, stayDays: options.stayDays },
      ...{ duplicateShare: 0, cancellationShare: 0, seed: options.seed ?? 1 },
    },
    ...(options.watch ? { watch: options.watch } : {}),
    ...(options.onBegin ? { onBegin: options.onBegin } : {}),
    onMoment: (moment) => {
      if (Math.round(moment.atMs / 1_000) % TELL_EVERY === 0) talk(`  ${momentLine(moment)}`);
    },
  });
  const report = reportOf(run);
  return {
    report,
    propertyIds,
    violations: [...faultsOf(report, engine.missing()), ...(await balance(report))],
  };
}

function faultsOf(report: LoadReport, missing: readonly string[]): string[] {
  const { unsettled, unsettledIds, contradictory } = report;
  const ended = missing.map((name) => `${name} ended by itself`);
  if (isSound(report)) return ended;
  return [
    ...ended,
    ...(unsettled > 0 ? [`${unsettled} accepted bookings without an outcome (${unsettledIds[0]} ...)`] : []),
    ...(contradictory > 0 ? [`${contradictory} bookings with two outcomes`] : []),
  ];
}
