import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration, Value } from './configurations.ts';

export interface TlcOptions {
  readonly jar: string;
  readonly workers: number;
  readonly timeoutMs: number;
}

/** What the model checker found. */
export interface Finding {
  readonly distinctStates: number;
  readonly seconds: number;
  /** The invariant or property that failed; absent when all hold. */
  readonly violated?: string;
  /** The checker itself did not finish: a mistake in the model, no memory, no time. */
  readonly failure?: string;
  /** The whole output; with a violation it ends in the counterexample. */
  readonly output: string;
}

const HERE = import.meta.dirname;
/** Most runs are over before the optimizing compiler would pay. */
const JVM = ['-Xmx2g', '-XX:+UseParallelGC', '-XX:TieredStopAtLevel=1'];

/** Checks one configuration in a folder of its own, which is removed afterwards. */
export async function check(configuration: Configuration, options: TlcOptions): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'tlc-'));
  try {
    const file = `${configuration.module}.tla`;
    await copyModules(folder);
    await writeFile(join(folder, `${configuration.module}.cfg`), cfgOf(configuration));
    const startedMs = performance.now();
    const { output, timedOut } = await runTlc(folder, file, options);
    const seconds = (performance.now() - startedMs) / 1_000;
    return { ...readOutput(output, configuration, timedOut), seconds, output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const literal = (value: Value): string =>
  typeof value === 'boolean' ? String(value).toUpperCase() : `${value}`;

/** All of them: one may extend another. */
async function copyModules(folder: string): Promise<void> {
  const names = (await readdir(HERE)).filter((name) => name.endsWith('.tla'));
  await Promise.all(names.map((name) => copyFile(join(HERE, name), join(folder, name))));
}

/** The configuration as TLC reads it. */
export function cfgOf({ constants, invariants, properties, symmetric }: Configuration): string {
  return [
    'SPECIFICATION Spec',
    'CONSTANTS',
    ...Object.entries(constants).map(([name, value]) => `  ${name} = ${literal(value)}`),
    ...(symmetric ? ['SYMMETRY Interchangeable'] : []),
    ...invariants.map((name) => `INVARIANT ${name}`),
    ...properties.map((name) => `PROPERTY ${name}`),
    '',
  ].join('\n');
}

function runTlc(
  folder: string,
  file: string,
  { jar, workers, timeoutMs }: TlcOptions,
): Promise<{ output: string; timedOut: boolean }> {
  // A finished saga is a deadlock to TLC, hence -deadlock: do not report it.
  // TLC unpacks its standard modules into the temporary folder: each run needs its own.
  const java = [...JVM, `-Djava.io.tmpdir=${folder}`, '-cp', jar, 'tlc2.TLC'];
  const tlc = ['-workers', `${workers}`, '-deadlock', '-metadir', join(folder, 'states'), file];
  const child = spawn('java', [...java, ...tlc], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(new Error('TLC could not be started: Java 11 or newer must be on the PATH', { cause: error }));
    });
    child.on('close', () => {
      clearTimeout(timer);
      resolve({ output: Buffer.concat(chunks).toString(), timedOut });
    });
  });
}

/** TLC names a violated invariant, but not a temporal property: there a configuration checks only one. */
export function readOutput(
  output: string,
  { properties }: Pick<Configuration, 'properties'>,
  timedOut = false,
): Pick<Finding, 'distinctStates' | 'violated' | 'failure'> {
  const counts = [...output.matchAll(/([\d,]+) distinct states found/g)];
  const distinctStates = Number((counts.at(-1)?.[1] ?? '0').replaceAll(',', ''));
  const invariant = /Invariant (\w+) is violated/.exec(output)?.[1];
  const temporal = output.includes('Temporal properties were violated') ? properties[0] : undefined;
  const violated = invariant ?? temporal;
  if (violated) return { distinctStates, violated };
  if (timedOut) return { distinctStates, failure: 'out of time' };
  if (output.includes('No error has been found')) return { distinctStates };
  return { distinctStates, failure: mistakeIn(output) };
}

const mistakeIn = (output: string): string =>
  /(Unknown operator.*|Error: (?!Parsing).*|Was expecting.*)/.exec(output)?.[1] ??
  'TLC stopped without a verdict; --raw prints what it said';
