import { appendFileSync, readFileSync } from 'node:fs';
import Mocha from 'mocha';

/**
 * Mocha's spec reporter which also appends one JSON line, {suite, passed, failed}, to the file named by
 * WANDERLUXE_TEST_TALLY. suite is the package's name. A failed hook counts as a failure. No line is written when
 * the run never ends (a file that does not load): no line and a bad exit status together mean one failure. What failed
 * is told at once, too: a suite that is cut off later has told it.
 */
export default class TallyReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const { EVENT_RUN_END, EVENT_TEST_FAIL } = Mocha.Runner.constants;
    runner.once(EVENT_RUN_END, () => appendTally(runner.stats));
    runner.on(EVENT_TEST_FAIL, (_test, error: Error) =>
      Mocha.reporters.Base.consoleLog(`      ${error.stack ?? error}`),
    );
  }
}

function appendTally(stats: Mocha.Stats | undefined): void {
  const file = process.env.WANDERLUXE_TEST_TALLY;
  if (!file) return;
  const tally = { suite: packageName(), passed: stats?.passes ?? 0, failed: stats?.failures ?? 0 };
  appendFileSync(file, `${JSON.stringify(tally)}\n`);
}

/** Mocha runs in the package's own folder. */
const packageName = (): string => JSON.parse(readFileSync('package.json', 'utf8')).name;
