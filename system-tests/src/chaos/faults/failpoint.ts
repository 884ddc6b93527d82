import { setTimeout as sleep } from 'node:timers/promises';
import { moments } from '@wanderluxe/runtime';
import type { Supervised } from '../world/supervised.ts';
import type { ProcessName } from '../world/world.ts';
import { type Inject, over } from './ground.ts';

const ANSWER_WITHIN_MS = 1_000;
/** Another fault may hold the service down, or still. */
const REACHED_WITHIN_MS = 10_000;
const PAUSE_MS = 100;
const MAX_OCCURRENCE = 4;
/** Many effects are rare: one that is not reached in this time gives way to another. */
const PATIENCE_MS = 800;
/** A prime: all points come in turn. */
const STEP = 7_919;

/** One point of those that there are, for a number that was drawn. */
export function pointOf(amount: number, names: readonly string[]): string {
  const moment = moments[amount % moments.length];
  const occurrence = 1 + (Math.floor(amount / moments.length) % MAX_OCCURRENCE);
  const name = names[Math.floor(amount / (moments.length * MAX_OCCURRENCE)) % names.length];
  return `${name}:${moment}#${occurrence}`;
}

/** The service kills itself before or after a named effect: the first of a row of drawn ones that it reaches. */
export const failpoint: Inject = async ({ world }, { target, amount }) => {
  const one = world.processes[target as ProcessName];
  const { names } = (await tell(one, {})) ?? {};
  if (!names) return over(null);
  const deathsBefore = one.diedAt.length;
  const end = new AbortController();
  const arming = armInTurn(one, names, amount, end.signal);
  return async () => {
    end.abort();
    await arming;
    const points = one.diedAt.slice(deathsBefore);
    return points.length > 0 ? `it died at ${points.join(', ')}` : null;
  };
};

/** Until it has died once; a process that was started again has no point to die at. */
async function armInTurn(
  one: Supervised,
  names: readonly string[],
  amount: number,
  signal: AbortSignal,
): Promise<void> {
  const startsBefore = one.starts;
  for (let turn = 0; !signal.aborted && one.starts === startsBefore; turn += 1) {
    await tell(one, { point: pointOf(amount + turn * STEP, names) });
    await sleep(PATIENCE_MS, undefined, { signal }).catch(() => {});
  }
  if (one.starts === startsBefore) await tell(one, { point: null });
}

/** Null when the service could not be reached in time. */
async function tell(
  one: Supervised,
  body: { readonly point?: string | null },
): Promise<{ readonly names: readonly string[] } | null> {
  const url = new URL('/failpoint', one.component.addresses.opsUrl).href;
  const put = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  for (const deadlineMs = Date.now() + REACHED_WITHIN_MS; Date.now() < deadlineMs; await sleep(PAUSE_MS)) {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(url, { signal, ...('point' in body && put) }).catch(() => null);
    if (response?.ok) return (await response.json()) as { names: string[] };
  }
  return null;
}
