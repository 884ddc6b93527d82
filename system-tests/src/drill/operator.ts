import { execFile } from 'node:child_process';
import { repository } from '../harness/documented-commands.ts';

/** One thing that the person on call did, and what came of it. */
export interface Step {
  /** As typed after the prompt, or what was done by other means. */
  readonly what: string;
  /** A remedy changes something; all else only looks. */
  readonly kind: 'look' | 'remedy';
  readonly atMs: number;
  readonly tookMs: number;
  /** Null for what is no command. */
  readonly exit: number | null;
  /** Those of its lines that say what was looked for, or its first. */
  readonly said: readonly string[];
  /** Null when it did and said what the runbook promises, else what is missing. */
  readonly fault: string | null;
}

export interface Said {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command must come to for the runbook to be right. */
export interface Promised {
  readonly exit?: number;
  readonly says?: RegExp;
  readonly kind?: Step['kind'];
}

const COMMAND_WITHIN_MS = 120_000;
const LINES_KEPT = 4;
const WIDTH_KEPT = 160;

/** Runs the wanderluxe command as an operator does, and keeps what came of it. */
export class Operator {
  readonly steps: Step[] = [];
  readonly #env: NodeJS.ProcessEnv;
  readonly #hide: readonly string[];

  /** @param hide paths that are this machine's own: they are shortened in what is kept */
  constructor(env: NodeJS.ProcessEnv, hide: readonly string[]) {
    this.#env = env;
    this.#hide = [...hide, repository];
  }

  get remedyAtMs(): number | null {
    return this.steps.find(({ kind }) => kind === 'remedy')?.atMs ?? null;
  }

  /** Runs a command of the runbook; one that does not keep its promise is noted, not thrown. */
  async run(args: readonly string[], { exit = 0, says, kind = 'look' }: Promised = {}): Promise<Said> {
    const atMs = Date.now();
    const said = await this.look(...args);
    const text = said.stdout + said.stderr;
    const faults = [
      ...(said.exit === exit ? [] : [`exit status ${said.exit}, not ${exit}`]),
      ...(!says || says.test(text) ? [] : [`it does not say ${says.source}`]),
    ];
    const what = `./wanderluxe ${args.map((arg) => (/[\s']/.test(arg) ? `'${arg}'` : arg)).join(' ')}`;
    const lines = this.#kept(said.stdout.trim() === '' ? said.stderr : said.stdout, says);
    const fault = faults.length === 0 ? null : faults.join('; ');
    this.steps.push({
      ...{ what, kind, atMs, tookMs: Date.now() - atMs, exit: said.exit, said: lines, fault },
    });
    return said;
  }

  /** Something that the runbook has somebody do without our commands. */
  async act(what: string, act: () => Promise<void>): Promise<void> {
    const atMs = Date.now();
    await act();
    this.steps.push({
      ...{ what, kind: 'remedy', atMs, tookMs: Date.now() - atMs, exit: null, said: [], fault: null },
    });
  }

  /** Runs a command without keeping it: to see whether it is over. */
  look(...args: readonly string[]): Promise<Said> {
    const options = { cwd: repository, env: this.#env, timeout: COMMAND_WITHIN_MS, maxBuffer: 2 ** 26 };
    return new Promise((resolve) => {
      execFile('./wanderluxe', args, options, (error, stdout, stderr) => {
        const exit = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
        resolve({ exit, stdout, stderr });
      });
    });
  }

  /** The lines that matter, where it is known which; else the first. */
  #kept(text: string, says: RegExp | undefined): string[] {
    const plain = this.#hide.reduce((rest, path) => rest.replaceAll(path, '…'), text);
    const lines = plain.split('\n').filter((line) => line.trim() !== '');
    const matching = lines.filter((line) => says?.test(line));
    const kept = matching.length > 0 ? matching : lines;
    return kept.slice(0, LINES_KEPT).map((line) => line.slice(0, WIDTH_KEPT).trimEnd());
  }
}
