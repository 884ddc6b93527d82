import { createHash } from 'node:crypto';

/** A fixed piece of work, done by one core. */
export interface Calibration {
  /** What it took by the clock: other work on the machine makes it longer. */
  readonly wallMs: number;
  /** What it took of a core: a slower core makes it longer. */
  readonly cpuMs: number;
}

const BYTES = 32 * 1_024 * 1_024;

export function calibrate(): Calibration {
  const block = Buffer.alloc(BYTES, 7);
  const [startedMs, started] = [performance.now(), process.cpuUsage()];
  createHash('sha256').update(block).digest();
  const { user, system } = process.cpuUsage(started);
  return { wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1_000 };
}
