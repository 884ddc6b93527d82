import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCodec, kafkaAdmin, registryDirectory } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { schemaText, subjectOf, topicNames, topics } from '@wanderluxe/schemas';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { undecided } from '../dlq/dead-letters.ts';
import { present } from '../engine/status.ts';
import { messageOf } from '../errors.ts';
import { isRunning } from '../processes/identity.ts';
import { findListener } from '../processes/ports-in-use.ts';
import { readRecord } from '../processes/records.ts';
import { topicPlan } from '../schemas/topic-plan.ts';
import type { Component } from '../servers/component.ts';
import { addressOf } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import { askOps } from './engine-calls.ts';
import { lagsOf } from './lag.ts';

/** One thing looked at. A warning is no fault: nothing is broken, and somebody should look. */
export interface Diagnosis {
  readonly what: string;
  readonly verdict: 'ok' | 'warning' | 'fault';
  readonly detail: string;
  /** What to do; empty when nothing is. */
  readonly remedy: string;
}

export interface Examination {
  readonly what: string;
  readonly remedy: string;
  /** What is wrong, or "ok" and what was seen. @throws whatever keeps it from looking */
  readonly look: () => Promise<Pick<Diagnosis, 'verdict' | 'detail'>>;
}

const ok = (detail = '') => ({ verdict: 'ok', detail }) as const;
const fault = (detail: string) => ({ verdict: 'fault', detail }) as const;
const warning = (detail: string) => ({ verdict: 'warning', detail }) as const;

const WITHIN_MS = 3_000;
/** All of an examination, several requests and their repetitions. */
const LOOKS_WITHIN_MS = 15_000;
/** A group that is further behind than this does not keep up. */
const MAX_LAG = 10_000;
const MIN_FREE_BYTES = 1024 ** 3;

/** Looks at every setting and dependency of an instance, all at the same time; changes nothing. */
export async function examine(settings: Settings): Promise<Diagnosis[]> {
  const all = [
    ...present(settings).map((component) => componentOf(component, settings)),
    ...deeper(settings),
  ];
  return Promise.all(all.map((examination) => diagnosed(examination)));
}

/** What does not answer is at fault, too: a server that hangs keeps its connections, and its client asks on for minutes. */
export async function diagnosed(
  { what, remedy, look }: Examination,
  withinMs = LOOKS_WITHIN_MS,
): Promise<Diagnosis> {
  const deadline = new AbortController();
  const late = sleep(withinMs, fault(`no answer within ${withinMs / 1_000} s`), { signal: deadline.signal });
  late.catch(() => {});
  const looked = look().catch((error: unknown) => fault(messageOf(error)));
  const seen = await Promise.race([looked, late]);
  deadline.abort();
  return { what, ...seen, remedy: seen.verdict === 'ok' ? '' : remedy };
}

function componentOf(component: Component, settings: Settings): Examination {
  const { name, external, kind } = component;
  const own =
    kind !== 'server'
      ? `./wanderluxe logs ${name}, then ./wanderluxe restart ${name}`
      : `./wanderluxe up; if it runs and hangs, ./wanderluxe restart ${name}`;
  return {
    what: name,
    remedy: external ? 'see that it runs where the environment says, and that this machine reaches it' : own,
    async look() {
      const record = readRecord(settings.folder, name);
      if (!external && !(record && isRunning(record.process))) return fault(notRunning(component, settings));
      const wrong = await component.probe();
      return wrong === null ? ok(external ? 'answers; not ours' : 'healthy') : fault(wrong);
    },
  };
}

function notRunning({ ports }: Component, settings: Settings): string {
  const holders = ports.flatMap((port) => {
    const holder = findListener(settings.ports[port]);
    return holder ? [`port ${settings.ports[port]} is held by ${holder}`] : [];
  });
  return ['does not run', ...holders].join('; ');
}

const deeper = (settings: Settings): Examination[] => [
  {
    what: 'topics',
    remedy: './wanderluxe schemas push',
    look: async () => {
      const missing = await withKafka(settings, (admin) =>
        admin.missingTopics(topicPlan().map(({ topic }) => topic)),
      );
      return missing.length === 0
        ? ok(`${topicPlan().length} exist`)
        : fault(`missing: ${missing.join(', ')}`);
    },
  },
  {
    what: 'contracts',
    remedy: './wanderluxe schemas push',
    look: async () => {
      const contracts = Object.fromEntries(topicNames.map((topic) => [topic, schemaText(topic)]));
      await createCodec({
        directory: registryDirectory(addressOf(settings, 'schema-registry')),
        contracts,
        subjectOf,
      });
      return ok(`${topicNames.length} registered`);
    },
  },
  {
    what: 'consumer groups',
    remedy: './wanderluxe restart the service that is named, and look at its log',
    look: () => withKafka(settings, unheardTopics),
  },
  {
    what: 'lag',
    remedy: './wanderluxe lag; start another instance of the group that is behind',
    look: () =>
      withKafka(settings, async (admin) => {
        const behind = (await lagsOf(admin)).filter(({ lag }) => lag > MAX_LAG);
        const told = behind.map(({ group, topic, lag }) => `${group} is ${lag} behind on ${topic}`);
        return told.length === 0 ? ok(`no group is more than ${MAX_LAG} behind`) : warning(told.join(', '));
      }),
  },
  {
    what: 'dead letters',
    remedy: './wanderluxe dlq list',
    look: async () => {
      const { length } = await undecided(settings, {});
      return length === 0 ? ok('none') : warning(`${length} without a decision`);
    },
  },
  {
    what: 'payments',
    remedy: './wanderluxe payments list, ask the bank, ./wanderluxe payments resolve',
    look: async () => {
      const { payments } = await askOps<{ payments: object[] }>(settings, 'payment', { path: '/payments' });
      return payments.length === 0
        ? ok('none waits for an operator')
        : warning(`${payments.length} wait for an operator`);
    },
  },
  {
    what: 'transactions',
    remedy: 'run mongod with --replSet and initiate it: transactions need a replica set',
    look: () => replicaSet(addressOf(settings, 'mongo')),
  },
  {
    what: 'eviction',
    remedy: 'CONFIG SET maxmemory-policy noeviction: an evicted hold or job is a lost one',
    look: () => eviction(addressOf(settings, 'redis')),
  },
  {
    what: 'disk',
    remedy: `free some space under ${settings.folder}`,
    look: async () => {
      const { bavail, bsize } = await statfs(settings.folder);
      const free = bavail * bsize;
      const told = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
      return free < MIN_FREE_BYTES ? warning(told) : ok(told);
    },
  },
];

type Admin = Awaited<ReturnType<typeof kafkaAdmin>>;

async function withKafka<T>(settings: Settings, use: (admin: Admin) => Promise<T>): Promise<T> {
  const brokers = addressOf(settings, 'kafka').split(',');
  const admin = await kafkaAdmin({ brokers, clientId: 'wanderluxe-doctor', logger: silentLogger });
  try {
    return await use(admin);
  } finally {
    await admin.close();
  }
}

async function unheardTopics(admin: Admin) {
  const groups = [...new Set(topicNames.flatMap((topic) => topics[topic].consumers))];
  const unheard: string[] = [];
  for (const group of groups) {
    const heard = await admin.topicsOf(group);
    const deaf = topicNames.filter((topic) => hears(topic, group) && !heard.includes(topic));
    if (deaf.length > 0) unheard.push(`no member of ${group} hears ${deaf.join(', ')}`);
  }
  return unheard.length === 0
    ? ok(`${groups.length} have members for all they hear`)
    : fault(unheard.join('; '));
}

const hears = (topic: (typeof topicNames)[number], group: string): boolean =>
  (topics[topic].consumers as readonly string[]).includes(group);

async function replicaSet(uri: string) {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: WITHIN_MS, connectTimeoutMS: WITHIN_MS });
  try {
    const { setName } = await client.db('admin').command({ hello: 1 });
    return setName ? ok(`replica set ${setName}`) : fault('the server is in no replica set');
  } finally {
    await client.close();
  }
}

async function eviction(url: string) {
  const redis = new Redis(url, {
    ...{ lazyConnect: true, connectTimeout: WITHIN_MS, commandTimeout: WITHIN_MS },
    ...{ maxRetriesPerRequest: 0, retryStrategy: () => null },
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1] ?? 'unknown';
    return policy === 'noeviction' ? ok(policy) : fault(`maxmemory-policy is ${policy}`);
  } finally {
    redis.disconnect();
  }
}
