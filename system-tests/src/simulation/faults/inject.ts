import type { ServiceName } from '@wanderluxe/schemas';
import { topicNames } from '@wanderluxe/schemas';
import { CHAOS_HEADER } from '../../chaos/faults/records.ts';
import type { Engine } from '../world/engine.ts';
import { everyService } from '../world/engine.ts';
import type { Condition, Ground } from '../world/ground.ts';
import type { Process } from '../world/process.ts';
import { type Consuming, PARTITIONS, type Servers } from '../world/servers.ts';
import { away, lossy, on } from './conditions.ts';
import type { PlannedFault } from './kinds.ts';

/** Everything that a fault can touch. */
export interface Theatre {
  readonly ground: Ground;
  readonly servers: Servers;
  readonly engine: Engine;
}

export type Heal = () => void;
const nothing: Heal = () => {};

function victim({ engine, ground }: Theatre, service: string): Process | undefined {
  const running = engine
    .instancesOf(service as ServiceName)
    .filter(({ process }) => process.state === 'running');
  return running.length === 0 ? undefined : ground.random.pick(running).process;
}

/** Makes a fault happen; answers how it ends. Ending it twice is harmless. */
export function inject(theatre: Theatre, fault: PlannedFault): Heal {
  const { ground, servers, engine } = theatre;
  const { random, conditions } = ground;
  const { target, durationMs, amount } = fault;
  const during = (condition: Condition): Heal => {
    conditions.add(condition);
    return () => conditions.delete(condition);
  };
  switch (fault.kind) {
    case 'service-kill': {
      const process = victim(theatre, target);
      if (process) engine.kill(process, durationMs);
      return nothing;
    }
    case 'service-crash':
      return during(crash(theatre, fault));
    case 'service-halt':
      return halt(theatre, fault);
    case 'service-halt-redis-loss':
      return halt(theatre, fault, () => servers.loseRedis());
    case 'service-freeze':
      return freeze(theatre, fault);
    case 'service-restart': {
      const process = victim(theatre, target);
      if (process) engine.stopGently(process, durationMs);
      return nothing;
    }
    case 'rebalance':
      servers.broker.rebalance(target);
      return nothing;
    case 'rewind':
      rewind(theatre, target as Consuming, amount);
      return nothing;
    case 'duplicates':
      duplicate(theatre, amount);
      return nothing;
    case 'redis-loss':
      servers.loseRedis();
      return nothing;
    case 'server-away':
    case 'link-away':
      return during(on(random, target, 1, () => away(random)));
    case 'link-lossy':
      return during(on(random, target, amount, (site) => lossy(random, site)));
    case 'link-slow':
      return during(on(random, target, 1, () => ({ kind: 'slow', byMs: random.next() * amount })));
    case 'commit-twice':
      return during(
        on(random, target, amount, ({ name }) =>
          name === 'transaction.run' ? { kind: 'twice' } : undefined,
        ),
      );
    case 'bug':
      return during(
        on(random, target, amount, ({ name }) =>
          name === 'transaction.run' || name.endsWith('.find') ? { kind: 'bug' } : undefined,
        ),
      );
    case 'bank-hang':
      return during(on(random, 'bank', amount, (site) => lossy(random, site)));
    case 'bank-decline':
      return mannered(theatre, { declineShare: amount });
    case 'bank-errors':
      return mannered(theatre, { errorShare: amount });
    case 'bank-lookup-delay':
      return mannered(theatre, { lookUpDelayMs: amount });
  }
}

function mannered({ servers }: Theatre, manners: Partial<Servers['bankManners']>): Heal {
  const before = servers.bankManners;
  servers.bankManners = { ...before, ...manners };
  return () => {
    servers.bankManners = before;
  };
}

/** The most calls of one site that a crash or a halt waits for. */
const SOON = 3;

/**
 * Happens once, before or after an effect of the service: of whatever call is so many calls away, or of one site, the
 * rare ones as likely as the frequent ones.
 */
function atOneEffect(
  { ground }: Theatre,
  { service, calls, share }: { service: string; calls: number; share: number },
  happen: (process: Process) => void,
): Condition {
  const { random } = ground;
  const sites = ground.effectsOf(service);
  const chosen = sites.length > 0 && random.chance(share) ? random.pick(sites) : undefined;
  let left = chosen === undefined ? calls : calls % SOON;
  return {
    strike(process, site) {
      const isThere = chosen === undefined || site.name === chosen;
      if (process.service !== service || !site.changes || !isThere || left < 0) return undefined;
      left -= 1;
      if (left >= 0) return undefined;
      return { kind: 'ended', when: random.chance(0.5) ? 'before' : 'after', end: () => happen(process) };
    },
  };
}

const crash = (theatre: Theatre, { target, durationMs, amount }: PlannedFault): Condition =>
  atOneEffect(theatre, { service: target, calls: amount, share: 0.5 }, (process) =>
    theatre.engine.kill(process, durationMs),
  );

/** A zombie that stands still between two effects until its successor has taken over. */
function halt(theatre: Theatre, { target, durationMs }: PlannedFault, meanwhile = nothing): Heal {
  const { engine, ground } = theatre;
  const halted: Process[] = [];
  const condition = atOneEffect(theatre, { service: target, calls: 0, share: 0.7 }, (process) => {
    engine.freeze(process);
    halted.push(process);
    ground.time.after(durationMs, undefined, () => engine.thaw(process));
    ground.time.after(durationMs / 2, undefined, meanwhile);
  });
  ground.conditions.add(condition);
  return () => {
    ground.conditions.delete(condition);
    for (const process of halted) engine.thaw(process);
  };
}

/** Frozen, perhaps replaced meanwhile; afterwards a zombie goes on, or does not. */
function freeze(theatre: Theatre, { target }: PlannedFault): Heal {
  const { engine, ground } = theatre;
  const process = victim(theatre, target);
  if (!process) return nothing;
  engine.freeze(process);
  const isReplaced = ground.random.chance(0.5);
  if (isReplaced) engine.start(process.service);
  return () => {
    if (process.state !== 'frozen') return;
    engine.thaw(process);
    if (isReplaced) ground.time.after(ground.random.between(1, 3_000), undefined, () => engine.end(process));
  };
}

/** The group's positions go back, while none of its members runs. */
export function rewind({ engine, servers }: Theatre, service: Consuming, by: number): void {
  for (const { process } of engine.instancesOf(service)) engine.kill(process, 500);
  const { broker } = servers;
  for (const topic of topicNames) {
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const at = { topic, partition };
      const committed = broker.committed(service, at);
      if (committed > 0) broker.store(service, at, Math.max(0, committed - by));
    }
  }
}

/** Old records again, byte for byte. */
function duplicate({ servers, ground }: Theatre, count: number): void {
  const { broker } = servers;
  const { random } = ground;
  const old = topicNames.flatMap((topic) => broker.records(topic));
  if (old.length === 0) return;
  const again = Array.from({ length: count }, () => random.pick(old));
  broker.append(
    again.map(({ topic, key, value, headers }) => ({
      ...{ topic, key, value },
      headers: { ...headers, [CHAOS_HEADER]: 'duplicate' },
    })),
  );
}

/** Everybody runs again. */
export function thawAll({ engine }: Theatre): void {
  for (const service of everyService) {
    for (const { process } of engine.instancesOf(service)) engine.thaw(process);
  }
}
