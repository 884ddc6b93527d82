import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../../infra/bank-simulator/src/main.ts', import.meta.url));

export interface BankEntry {
  readonly kind: 'CAPTURE' | 'DECLINE' | 'REFUND';
  readonly key: string;
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  readonly transactionId: string | null;
}

/** The real bank simulator in a process of its own, with a ledger of its own. */
export class BankSimulator {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#process = child;
    this.#folder = folder;
  }

  static async start({ port = 0 }: { port?: number } = {}): Promise<BankSimulator> {
    const folder = await mkdtemp(join(tmpdir(), 'bank-'));
    const env = {
      ...process.env,
      BANK_PORT: String(port),
      HOST: '127.0.0.1',
      BANK_LEDGER_FILE: join(folder, 'ledger.jsonl'),
    };
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(child.stdout), 'line');
    return new BankSimulator(JSON.parse(line).listening, child, folder);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Fields that are left out have the simulator's defaults, but no latency. */
  async behave(behaviour: Readonly<Record<string, number>>): Promise<void> {
    const body = JSON.stringify({ latencyMs: 0, ...behaviour });
    const { status } = await fetch(`${this.url}/admin/behaviour`, { method: 'PUT', body });
    if (status !== 200) throw new Error(`the bank simulator refuses ${body} with ${status}`);
  }

  async entries(): Promise<BankEntry[]> {
    const response = await fetch(`${this.url}/ledger`);
    const lines = (await response.text()).split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  }

  /** May be called again. */
  async stop(): Promise<void> {
    const hasEnded = this.#process.exitCode !== null || this.#process.signalCode !== null;
    const exited = hasEnded ? undefined : once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exited;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
