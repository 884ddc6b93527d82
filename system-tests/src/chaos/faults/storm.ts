import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedFault } from '../schedule/draw.ts';
import type { Ground, Seen } from './ground.ts';
import { inject } from './inject.ts';

/** A fault as it really happened. */
export interface HappenedFault extends PlannedFault {
  readonly startedAtMs: number;
  /** When it was healed. */
  readonly endedAtMs: number;
  /** What was seen of it while it held; null when nothing was. */
  readonly seen: Seen;
  /** Why it could not be injected; null when it was. */
  readonly failure: string | null;
}

/** Injects and heals every fault at its time; resolves when the last one is healed. */
export async function storm(ground: Ground, faults: readonly PlannedFault[]): Promise<HappenedFault[]> {
  const beganAtMs = Date.now();
  return Promise.all(
    faults.map(async (fault) => {
      await sleep(Math.max(0, beganAtMs + fault.startMs - Date.now()));
      return happen(ground, fault);
    }),
  );
}

async function happen(ground: Ground, fault: PlannedFault): Promise<HappenedFault> {
  const startedAtMs = Date.now();
  let failure: string | null = null;
  let seen: Seen = null;
  try {
    const heal = await inject(ground, fault);
    await sleep(fault.durationMs);
    seen = await heal();
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  return { ...fault, startedAtMs, endedAtMs: Date.now(), seen, failure };
}
