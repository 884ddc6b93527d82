import type { Random } from '../../chaos/schedule/random.ts';
import type { Condition, Site, Strike } from '../world/ground.ts';
import type { Process } from '../world/process.ts';

/** A call that fails does so at once, or when its caller has waited long enough. */
const TIMEOUT_MS = 2_000;
/** So late comes the effect of a call that was given up, at most: a bank decides within its stated bound. */
const LATEST_MS = 8_000;

const refusedAfter = (random: Random): number => (random.chance(0.5) ? 1 : TIMEOUT_MS);

/** Whether a call is on the target: a server, or "service->server". Redis is one server with two uses. */
export function isOn(target: string, { service }: Process, { dependency }: Site): boolean {
  const [first, second] = target.split('->');
  const server = second ?? first;
  const sameServer = server === dependency || (server === 'redis' && dependency === 'queue-redis');
  return sameServer && (second === undefined || first === service);
}

/** Nothing gets through; what was on its way may have. */
export const away = (random: Random): Strike => {
  const drawn = random.next();
  if (drawn < 0.85) return { kind: 'away', byMs: refusedAfter(random) };
  return { kind: 'lost', byMs: refusedAfter(random) };
};

/** The answer is lost, or the effect comes after the caller has given up, or in part. */
export function lossy(random: Random, site: Site): Strike {
  const drawn = random.next();
  const byMs = refusedAfter(random);
  if (site.mayBeLate && drawn < 0.35) return { kind: 'late', byMs, effectByMs: random.next() * LATEST_MS };
  if (site.name === 'kafka.send' && drawn < 0.6) return { kind: 'part', byMs };
  return { kind: 'lost', byMs };
}

/** A condition of some of the calls on a target. */
export const on = (
  random: Random,
  target: string,
  chance: number,
  strikeOf: (site: Site) => Strike | undefined,
): Condition => ({
  strike: (process, site) =>
    isOn(target, process, site) && random.chance(chance) ? strikeOf(site) : undefined,
});
