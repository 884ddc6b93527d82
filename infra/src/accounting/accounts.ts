import { readLiveRecord, recordedNames } from '../processes/records.ts';
import { type MachineUsage, readMachine, readUsage } from './proc.ts';

/** One process of an engine; a component that was started again has another pid under the same name. */
export interface Accounted {
  readonly name: string;
  readonly pid: number;
}

export interface ComponentUsage {
  /** Since the accounts were opened, over all processes of that name. */
  readonly cpuMs: number;
  /** Now; of all processes of that name together. */
  readonly rssBytes: number;
}

/** CPU and memory of an engine at one moment. */
export interface Sample {
  /** performance.now. */
  readonly atMs: number;
  readonly components: Readonly<Record<string, ComponentUsage>>;
  /** This process. */
  readonly ownCpuMs: number;
  readonly machine: MachineUsage;
}

/** The processes that an instance has started and that run. */
export const processesOf = (folder: string): Accounted[] =>
  recordedNames(folder).flatMap((name) => {
    const record = readLiveRecord(folder, name);
    return record ? [{ name, pid: record.process.pid }] : [];
  });

/** Keeps count of what the processes of an engine use, also when they are started again meanwhile. */
export class Accounts {
  readonly #processes: () => readonly Accounted[];
  /** Spent by processes that are gone, and what each had spent before it was known. */
  readonly #spentMs = new Map<string, number>();
  readonly #lastMs = new Map<number, number>();

  constructor(processes: () => readonly Accounted[]) {
    this.#processes = processes;
    for (const { pid } of processes()) this.#lastMs.set(pid, readUsage(pid)?.cpuMs ?? 0);
  }

  sample(): Sample {
    const rss = new Map<string, number>();
    for (const { name, pid } of this.#processes()) {
      const usage = readUsage(pid);
      if (!usage) continue;
      const spentMs = usage.cpuMs - (this.#lastMs.get(pid) ?? 0);
      this.#lastMs.set(pid, usage.cpuMs);
      this.#spentMs.set(name, (this.#spentMs.get(name) ?? 0) + spentMs);
      rss.set(name, (rss.get(name) ?? 0) + usage.rssBytes);
    }
    const { user, system } = process.cpuUsage();
    const components = [...this.#spentMs].map(
      ([name, cpuMs]) => [name, { cpuMs, rssBytes: rss.get(name) ?? 0 }] as const,
    );
    return {
      atMs: performance.now(),
      components: Object.fromEntries(components),
      ownCpuMs: (user + system) / 1_000,
      machine: readMachine(),
    };
  }
}
