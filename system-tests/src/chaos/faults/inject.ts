import { rmSync } from 'node:fs';
import type { PlannedFault } from '../schedule/draw.ts';
import type { FaultKind } from '../schedule/faults.ts';
import type { Random } from '../schedule/random.ts';
import { type LinkName, linkNames } from '../world/links.ts';
import { BANK_HANG_MS } from '../world/tuning.ts';
import type { ProcessName, World } from '../world/world.ts';
import type { BankFaults } from './bank-faults.ts';
import type { Poison, Records } from './records.ts';
import { rewindGroup } from './rewind.ts';

/** What faults act on. */
export interface Ground {
  readonly world: World;
  readonly bank: BankFaults;
  readonly records: Records;
  readonly random: Random;
  readonly poisons: Poison[];
}

/** Ends a fault. */
export type Heal = () => void | Promise<void>;
type Inject = (ground: Ground, fault: PlannedFault) => Promise<Heal>;

const nothingToHeal: Heal = () => {};

const kill =
  (beforeStart: (ground: Ground) => void = () => {}): Inject =>
  (ground, { target }) =>
    ground.world.processes[target as ProcessName].kill(() => beforeStart(ground));

const freeze: Inject = async ({ world }, { target }) => {
  const frozen = world.processes[target as ProcessName];
  frozen.signal('SIGSTOP');
  return () => frozen.signal('SIGCONT');
};

/** All links to a server become slow, so that the server seems to be. */
const slowServer: Inject = async ({ world }, { target, amount }) => {
  const links = linkNames.filter((name) => name.endsWith(`->${target}`));
  const heals = links.map((name) => world.links.disturb(name, { kind: 'latency', latencyMs: amount }));
  return () => {
    for (const heal of heals) heal();
  };
};

const link =
  (kind: 'hang' | 'cut' | 'reset' | 'latency'): Inject =>
  async ({ world }, { target, amount }) =>
    world.links.disturb(target as LinkName, kind === 'latency' ? { kind, latencyMs: amount } : { kind });

const bank =
  (behaviour: (amount: number) => Record<string, number>): Inject =>
  (ground, { amount }) =>
    ground.bank.add(behaviour(amount));

const loseRedis = ({ world }: Ground): void =>
  rmSync(world.direct.redisData, { recursive: true, force: true });

const injectors: Readonly<Record<FaultKind, Inject>> = {
  'service-kill': kill(),
  'service-freeze': freeze,
  'redis-loss': kill(loseRedis),
  'redis-freeze': freeze,
  'redis-slow': slowServer,
  'mongo-kill': kill(),
  'mongo-freeze': freeze,
  'mongo-slow': slowServer,
  'kafka-kill': kill(),
  'kafka-freeze': freeze,
  'registry-down': kill(),
  'bank-kill': async (ground, fault) => {
    const start = await kill()(ground, fault);
    return async () => {
      await start();
      await ground.bank.apply();
    };
  },
  'bank-hang': bank(() => ({ hangShare: 0.4, hangMs: BANK_HANG_MS })),
  'bank-reset': bank((resetShare) => ({ resetShare })),
  'bank-decline': bank((declineShare) => ({ declineShare })),
  'bank-errors': bank((errorShare) => ({ errorShare })),
  'bank-lookup-delay': bank((lookupDelayMs) => ({ lookupDelayMs })),
  duplicates: async ({ records, random }, { amount }) => {
    records.duplicate(amount, random);
    return nothingToHeal;
  },
  rewind: async ({ world }, { target, amount }) => {
    const start = await world.processes[target as ProcessName].stopGently();
    try {
      await rewindGroup(world.direct.kafkaBrokers, target, amount);
    } finally {
      start();
    }
    return nothingToHeal;
  },
  poison: async ({ records, random, poisons }, { amount }) => {
    poisons.push(...records.poison(amount, random));
    return nothingToHeal;
  },
  'link-slow': link('latency'),
  'link-hang': link('hang'),
  'link-cut': link('cut'),
  'link-reset': link('reset'),
};

export const inject: Inject = (ground, fault) => injectors[fault.kind](ground, fault);
