import { rmSync } from 'node:fs';
import type { FaultKind } from '../schedule/faults.ts';
import { type LinkName, linkNames } from '../world/links.ts';
import { BANK_HANG_MS } from '../world/tuning.ts';
import type { ProcessName } from '../world/world.ts';
import { freezeBroker, killAllBrokers, killLeader } from './broker-faults.ts';
import { churn } from './churn.ts';
import { failpoint } from './failpoint.ts';
import { type Ground, type Inject, over } from './ground.ts';
import { clock, freeze, kill, nextSchema, zombie } from './process-faults.ts';
import { flush, flushQueue } from './redis-faults.ts';
import { rewindGroup } from './rewind.ts';

/** All links to a server become slow, so that the server seems to be. */
const slowServer: Inject = async ({ world }, { target, amount }) => {
  const links = linkNames.filter((name) => name.endsWith(`->${target}`));
  const heals = links.map((name) => world.links.disturb(name, { kind: 'latency', latencyMs: amount }));
  return () => {
    for (const heal of heals) heal();
    return `${links.length} links were slow`;
  };
};

const link =
  (kind: 'hang' | 'cut' | 'reset' | 'latency'): Inject =>
  async ({ world }, { target, amount }) => {
    const name = target as LinkName;
    const before = world.links.trafficOf(name).toServer;
    const heal = world.links.disturb(name, kind === 'latency' ? { kind, latencyMs: amount } : { kind });
    return () => {
      const bytes = world.links.trafficOf(name).toServer - before;
      heal();
      return `${bytes} bytes reached the server meanwhile`;
    };
  };

const bank =
  (behaviour: (amount: number) => Record<string, number>): Inject =>
  async (ground, { amount }) => {
    const heal = await ground.bank.add(behaviour(amount));
    return async () => {
      await heal();
      return `the bank was told ${JSON.stringify(behaviour(amount))}`;
    };
  };

const loseRedis = ({ world }: Ground): void =>
  rmSync(world.direct.redisData, { recursive: true, force: true });

const injectors: Readonly<Record<FaultKind, Inject>> = {
  'service-kill': kill(),
  'service-failpoint': failpoint,
  'service-freeze': freeze,
  'service-zombie': zombie,
  'service-clock': clock,
  'service-next-schema': nextSchema,
  'group-churn': churn,
  'redis-loss': kill(loseRedis),
  'redis-flush': flush,
  'redis-freeze': freeze,
  'redis-slow': slowServer,
  'queue-flush': flushQueue,
  'mongo-kill': kill(),
  'mongo-freeze': freeze,
  'mongo-slow': slowServer,
  'kafka-kill': killAllBrokers,
  'kafka-leader-kill': killLeader,
  'kafka-freeze': freezeBroker,
  'registry-down': kill(),
  'registry-freeze': freeze,
  'bank-kill': async (ground, fault) => {
    const start = await kill()(ground, fault);
    return async () => {
      const seen = await start();
      await ground.bank.apply();
      return seen;
    };
  },
  'bank-hang': bank(() => ({ hangShare: 0.4, hangMs: BANK_HANG_MS })),
  'bank-reset': bank((resetShare) => ({ resetShare })),
  'bank-decline': bank((declineShare) => ({ declineShare })),
  'bank-errors': bank((errorShare) => ({ errorShare })),
  'bank-lookup-delay': bank((lookupDelayMs) => ({ lookupDelayMs })),
  duplicates: async ({ records, random }, { amount }) => {
    const again = records.duplicate(amount, random);
    return over(again > 0 ? `${again} records were produced again` : null);
  },
  rewind: async ({ world }, { target, amount }) => {
    const start = await world.processes[target as ProcessName].stopGently();
    try {
      const partitions = await rewindGroup(world.direct.kafkaBrokers, target, amount);
      return over(partitions > 0 ? `${partitions} partitions were moved back` : null);
    } finally {
      start();
    }
  },
  poison: async ({ records, random, poisons }, { amount }) => {
    const made = records.poison(amount, random);
    poisons.push(...made);
    return over(made.length > 0 ? made.map(({ kind }) => kind).join(', ') : null);
  },
  'link-slow': link('latency'),
  'link-hang': link('hang'),
  'link-cut': link('cut'),
  'link-reset': link('reset'),
};

export const inject: Inject = (ground, fault) => injectors[fault.kind](ground, fault);
