import { join } from 'node:path';
import { messageOf } from '../errors.ts';
import { instanceEnvironment } from '../settings/addresses.ts';
import { externalServers, serverNames } from '../settings/external.ts';
import type { Settings } from '../settings/settings.ts';
import { formatElapsed, type Talk } from '../talk.ts';
import { buildStep, checkSteps, suiteStep } from './checks.ts';
import { filterPackages, type WorkspacePackage, workspacePackages } from './packages.ts';
import { endRunningSteps, runStep, type Step, type StepResult } from './run-step.ts';
import { startSmoke } from './start-smoke.ts';
import { add, type Counts, countCheck, countSuite, none } from './tally.ts';
import { createTestInstance, nestedHome, type TestInstance } from './test-instance.ts';

export interface TestOptions {
  /** Only this package: its types and its tests. */
  readonly filter?: string | undefined;
  /** Only tests whose title matches. */
  readonly grep?: string | undefined;
  readonly talk: Talk;
}

const noServers = Object.fromEntries(serverNames.map((name) => [externalServers[name].variable, '']));

/** Runs everything, whatever fails on the way, and keeps count. */
class TestRun {
  counts: Counts = none;
  readonly #failures: string[] = [];
  readonly #options: TestOptions;
  readonly #instance: TestInstance;
  #interrupted = false;

  constructor(options: TestOptions, instance: TestInstance) {
    this.#options = options;
    this.#instance = instance;
  }

  /** Ends what is under way; what was not run makes the whole a failure. */
  interrupt(): void {
    if (this.#interrupted) return;
    this.#interrupted = true;
    this.#note('the run', { ok: false, elapsedMs: 0, reason: 'interrupted' }, { passed: 0, failed: 1 });
    endRunningSteps();
  }

  async run(packages: readonly WorkspacePackage[]): Promise<void> {
    const logs = join(this.#instance.folder, 'logs');
    // Installing and starting servers takes longest on a fresh machine: the checks need none of them.
    const servers = this.#startServers();
    await this.#checkAll(checkSteps(packages, logs));
    const settings = await servers;
    if (!this.#options.filter) await this.#smoke(logs, settings);
    const env = this.#environment(settings);
    for (const own of packages) {
      if (own.hasSpecs && own.scripts.includes('test')) await this.#suite(own, env);
    }
  }

  summary(): string[] {
    return this.#failures.map((failure) => `failed: ${failure}`);
  }

  #environment(settings: Settings | null): Record<string, string> {
    return {
      // Without servers of our own, tests must not find the ones that the caller's environment names.
      ...(settings ? instanceEnvironment(settings) : noServers),
      // Instances that tests start themselves are kept, and cleared away, within this one.
      WANDERLUXE_HOME: nestedHome(this.#instance.folder),
    };
  }

  async #startServers(): Promise<Settings | null> {
    try {
      return await this.#instance.start(this.#options.talk);
    } catch (error) {
      this.#note('servers', { ok: false, elapsedMs: 0, reason: messageOf(error) }, { passed: 0, failed: 1 });
      return null;
    }
  }

  /** Two at a time, as many as a small machine has cores. */
  async #checkAll(steps: readonly Step[]): Promise<void> {
    const waiting = [...steps];
    const work = async (): Promise<void> => {
      for (let step = waiting.shift(); step && !this.#interrupted; step = waiting.shift())
        await this.#check(step);
    };
    await Promise.all([work(), work()]);
  }

  async #check(step: Step): Promise<StepResult> {
    const result = await runStep(step);
    this.#note(step.name, result, countCheck(result));
    return result;
  }

  async #smoke(logs: string, settings: Settings | null): Promise<void> {
    if (this.#interrupted) return;
    const build = await this.#check(buildStep(logs));
    if (!build.ok || !settings || this.#interrupted) return;
    for (const [name, result] of await startSmoke(settings)) {
      this.#note(`start and stop ${name} as built`, result, countCheck(result));
    }
  }

  async #suite(own: WorkspacePackage, env: Record<string, string>): Promise<void> {
    if (this.#interrupted) return;
    const tally = join(this.#instance.folder, `tally-${own.name.replaceAll('/', '-')}.jsonl`);
    const step = suiteStep(own, env, tally, this.#options.grep);
    this.#options.talk(`${step.name} ...`);
    const result = await runStep(step);
    this.#note(step.name, result, countSuite(tally, result));
  }

  #note(name: string, result: StepResult, counts: Counts): void {
    this.counts = add(this.counts, counts);
    if (!result.ok) this.#failures.push(`${name}: ${result.reason}`);
    this.#options.talk(
      `${name}: ${result.ok ? 'ok' : `FAILED, ${result.reason}`} (${formatElapsed(result.elapsedMs)})`,
    );
  }
}

/** The whole suite on servers of its own, which are gone afterwards, also after Ctrl-C. */
export async function runTests(options: TestOptions): Promise<Counts> {
  const packages = filterPackages(workspacePackages(), options.filter);
  const instance = await createTestInstance(process.env, options.talk);
  const run = new TestRun(options, instance);
  const interrupt = (): void => run.interrupt();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    await run.run(packages);
  } finally {
    await instance.stop(options.talk);
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
  for (const line of run.summary()) options.talk(line);
  return run.counts;
}
