import { readFileSync } from 'node:fs';

/** What the kernel has counted of one process since its start. */
export interface ProcessUsage {
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** What the kernel has counted of the whole machine since its boot, over all cores. */
export interface MachineUsage {
  readonly busyMs: number;
  /** Taken away by the hypervisor. */
  readonly stolenMs: number;
}

/** Linux tells times in hundredths of a second, whatever its own clock is. */
const MS_PER_TICK = 10;
/** Fields of proc(5) counted from the state, which is field 3. */
const UTIME = 11;
const STIME = 12;
const RESIDENT = /^VmRSS:\s+(\d+) kB$/m;

/** Out of /proc/<pid>/stat and /proc/<pid>/status. */
export function usageIn(stat: string, status: string): ProcessUsage {
  // The command name stands in parentheses and may itself contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpuMs = (Number(fields[UTIME]) + Number(fields[STIME])) * MS_PER_TICK;
  return { cpuMs, rssBytes: Number(RESIDENT.exec(status)?.[1] ?? 0) * 1_024 };
}

/** Out of /proc/stat. */
export function machineIn(stat: string): MachineUsage {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] = stat
    .slice(0, stat.indexOf('\n'))
    .split(/\s+/)
    .map(Number);
  const busyMs = (user + nice + system + irq + softIrq) * MS_PER_TICK;
  return { busyMs, stolenMs: stolen * MS_PER_TICK };
}

/** Null when there is no such process. */
export function readUsage(pid: number): ProcessUsage | null {
  try {
    const [stat, status] = ['stat', 'status'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
    return usageIn(stat!, status!);
  } catch {
    return null;
  }
}

export const readMachine = (): MachineUsage => machineIn(readFileSync('/proc/stat', 'utf8'));
