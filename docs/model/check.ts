/** Checks the models beside this file; see README.md. Exit status 0: all good ones hold, all broken ones break. */
import { parseArgs } from 'node:util';
import { type Configuration, configurations } from './configurations.ts';
import { modelChecker } from './jar.ts';
import { check, type Finding } from './tlc.ts';
import { printed, stepsOf } from './trace.ts';

const USAGE = `node docs/model/check.ts [name...] [--json] [--trace] [--raw] [--list] [--workers N] [--timeout-s N]
  name         only these configurations (default: all)
  --trace      print the counterexample of each violation, step by step
  --raw        print TLC's whole output
  --list       print the names
  --workers    threads of TLC (default 2)
  --timeout-s  for one configuration (default 170)`;

interface Verdict {
  readonly name: string;
  readonly module: string;
  readonly about: string;
  readonly distinctStates: number;
  readonly seconds: number;
  /** As expected: a good one held, a broken one broke what it must. */
  readonly ok: boolean;
  readonly result: string;
}

function verdictOn({ name, module, about, breaks }: Configuration, finding: Finding): Verdict {
  const { distinctStates, violated, failure } = finding;
  const ok = failure === undefined && violated === breaks;
  const found = failure ? `failed: ${failure}` : violated ? `breaks ${violated}` : 'holds';
  const wanted = breaks ? `must break ${breaks}` : 'must hold';
  const seconds = Math.round(finding.seconds * 10) / 10;
  return { name, module, about, distinctStates, seconds, ok, result: ok ? found : `${found}, but ${wanted}` };
}

const rowOf = ({ name, module, distinctStates, seconds, ok, result }: Verdict): string =>
  [
    ok ? 'ok  ' : 'FAIL',
    name.padEnd(28),
    module.padEnd(10),
    distinctStates.toLocaleString('en').padStart(10),
    seconds.toFixed(1).padStart(7),
    ` ${result}`,
  ].join(' ');

function chosen(names: readonly string[]): readonly Configuration[] {
  const unknown = names.filter((name) => !configurations.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new Error(`no such configuration: ${unknown.join(', ')} (--list prints them)`);
  return names.length === 0 ? configurations : configurations.filter(({ name }) => names.includes(name));
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      raw: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      workers: { type: 'string', default: '2' },
      'timeout-s': { type: 'string', default: '170' },
    },
  });
  const talk = (line: string): void => (values.json ? undefined : console.log(line));
  const selected = chosen(positionals);
  if (values.help) return say(USAGE);
  if (values.list) return say(selected.map(({ name, about }) => `${name.padEnd(28)} ${about}`).join('\n'));

  const options = {
    jar: await modelChecker(),
    workers: positive('--workers', values.workers),
    timeoutMs: positive('--timeout-s', values['timeout-s']) * 1_000,
  };
  talk(`     ${'configuration'.padEnd(28)} ${'module'.padEnd(10)}     states seconds  verdict`);
  const verdicts: Verdict[] = [];
  for (const configuration of selected) {
    const finding = await check(configuration, options);
    const verdict = verdictOn(configuration, finding);
    verdicts.push(verdict);
    talk(rowOf(verdict));
    if (values.trace) talk(printed(stepsOf(finding.output)));
    if (values.raw) talk(finding.output);
  }
  const ok = verdicts.every((verdict) => verdict.ok);
  const total = summary(verdicts);
  if (values.json) console.log(JSON.stringify({ ok, ...total, verdicts }, undefined, 2));
  talk(`${ok ? 'ok' : 'FAIL'}: ${total.distinctStates.toLocaleString('en')} states in ${total.seconds} s`);
  return ok ? 0 : 1;
}

function summary(verdicts: readonly Verdict[]): { distinctStates: number; seconds: number } {
  const sum = (pick: (verdict: Verdict) => number) => verdicts.reduce((total, one) => total + pick(one), 0);
  return { distinctStates: sum((one) => one.distinctStates), seconds: Math.round(sum((one) => one.seconds)) };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} must be a whole number from 1 on`);
  return value;
}

function say(text: string): number {
  console.log(text);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
}
