import type { Talk } from '@wanderluxe/infra';
import { calibrate } from './noise.ts';
import { commit, machine } from './report/files.ts';
import { detailsOf, type RowDetails, type RunOfRow } from './report/report.ts';
import type { Row } from './row.ts';
import { Engine, type Shape } from './world/engine.ts';

export interface BenchOptions {
  readonly rows: readonly Row[];
  readonly quick: boolean;
  /** Runs of each row; the median counts. */
  readonly runs: number;
  readonly talk: Talk;
  /** Ends the whole after the run that is under way. */
  readonly signal?: AbortSignal;
  /** Told of each row that is done. */
  readonly onRow?: (details: RowDetails) => Promise<void>;
}

/** Engines for the rows: one for all rows of a shape when it must be quick, else each row begins on a fresh one. */
class Engines {
  readonly #talk: Talk;
  #engine: Engine | undefined;
  #shape = '';

  constructor(talk: Talk) {
    this.#talk = talk;
  }

  async of(shape: Shape): Promise<Engine> {
    if (this.#engine && this.#shape === JSON.stringify(shape)) return this.#engine;
    await this.end();
    this.#engine = await Engine.start(shape, this.#talk);
    this.#shape = JSON.stringify(shape);
    return this.#engine;
  }

  async end(): Promise<void> {
    await this.#engine?.stop();
    this.#engine = undefined;
  }
}

export async function runBench(options: BenchOptions): Promise<RowDetails[]> {
  const { rows, quick, talk, signal, onRow } = options;
  const engines = new Engines(talk);
  const details: RowDetails[] = [];
  try {
    for (const row of rows) {
      if (signal?.aborted) break;
      const done = detailsOf(row, await runsOf(row, options, engines), {
        commit: commit(),
        machine: machine(),
        at: new Date().toISOString(),
      });
      details.push(done);
      await onRow?.(done);
      if (!quick) await engines.end();
    }
    return details;
  } finally {
    await engines.end();
  }
}

async function runsOf(row: Row, options: BenchOptions, engines: Engines): Promise<RunOfRow[]> {
  const { talk, signal, quick } = options;
  const runs: RunOfRow[] = [];
  const wanted = Math.min(options.runs, row.maxRuns ?? options.runs);
  while (runs.length < wanted && !signal?.aborted) {
    talk(`${row.name}, run ${runs.length + 1} of ${wanted}: ${row.title}`);
    const run = await onceMore(row, { quick, talk }, engines);
    // Of a quick run little is left, and whoever comes next waits for its own bookings only.
    if (row.leavesWork && !quick) await engines.end();
    talk(`${row.name}: ${summaryOf(run)}`);
    runs.push(run);
  }
  return runs;
}

/** A run that could not be finished is a broken promise, and the engine is not trusted any more. */
async function onceMore(
  row: Row,
  { quick, talk }: { quick: boolean; talk: Talk },
  engines: Engines,
): Promise<RunOfRow> {
  const engine = await engines.of(row.shape);
  const [startedMs, before] = [performance.now(), calibrate()];
  const timed = () => ({ before, after: calibrate(), tookSeconds: (performance.now() - startedMs) / 1_000 });
  try {
    return { ...(await row.run({ engine, quick, talk })), ...timed() };
  } catch (error) {
    await engines.end();
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { values: {}, violations: [`could not be measured: ${told}`], ...timed() };
  }
}

const summaryOf = ({ values, violations, othersCores, tookSeconds }: RunOfRow): string =>
  [
    ...Object.entries(values).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`),
    ...violations.map((violation) => `BROKEN ${violation}`),
    `${tookSeconds.toFixed(0)} s${othersCores === undefined ? '' : `, others used ${othersCores.toFixed(2)} cores`}`,
  ].join('; ');
