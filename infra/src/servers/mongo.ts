import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { CommandError, exitStatus } from '../errors.ts';
import { installMongo, type MongoProgram } from '../install/mongo.ts';
import type { Launch } from '../processes/launch.ts';
import { addressOf } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import type { Talk } from '../talk.ts';
import { type Component, notOurs } from './component.ts';
import { PROBE_TIMEOUT_MS, reasonOf } from './probes.ts';

const REPLICA_SET = 'wanderluxe';
const CACHE_MIB = 256;
/**
 * A process that is killed inside a transaction leaves it open on the server, and what it wrote stays locked to
 * everybody until this has passed. The services give up a transaction after the same time; the default is 60 s.
 */
const TRANSACTION_LIFETIME_S = 10;
const ALREADY_INITIALIZED = 23;
const ELECTION_WITHIN_MS = 30_000;
const POLL_MS = 100;

async function withClient<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, {
    serverSelectionTimeoutMS: PROBE_TIMEOUT_MS,
    connectTimeoutMS: PROBE_TIMEOUT_MS,
  });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function probe(uri: string): Promise<string | null> {
  try {
    await withClient(uri, (client) => client.db('admin').command({ ping: 1 }));
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Transactions need a replica set, also of one. Answers when it takes writes; harmless when it does already. */
async function initiateReplicaSet(uri: string, port: number): Promise<void> {
  const config = { _id: REPLICA_SET, members: [{ _id: 0, host: `127.0.0.1:${port}` }] };
  await withClient(uri, async (client) => {
    const admin = client.db('admin');
    await admin.command({ replSetInitiate: config }).catch((error) => {
      if (error.code !== ALREADY_INITIALIZED) throw error;
    });
    const deadline = Date.now() + ELECTION_WITHIN_MS;
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
      if (Date.now() > deadline) throw noPrimary(uri);
      await sleep(POLL_MS);
    }
  });
}

const noPrimary = (uri: string): CommandError =>
  new CommandError(`mongod at ${uri} did not become primary within ${ELECTION_WITHIN_MS / 1_000} s`, {
    remedy: 'its log says why ("wanderluxe logs mongo"); "wanderluxe down --wipe" begins with empty data',
    exit: exitStatus.failed,
  });

async function limitTransactions(uri: string): Promise<void> {
  const command = { setParameter: 1, transactionLifetimeLimitSeconds: TRANSACTION_LIFETIME_S };
  await withClient(uri, (client) => client.db('admin').command(command));
}

function argumentsOf(flavour: MongoProgram['flavour'], port: number, data: string): string[] {
  if (flavour === 'mongod') {
    return ['--replSet', REPLICA_SET, '--bind_ip', '127.0.0.1', '--port', `${port}`, '--dbpath', data];
  }
  // Without --sync-on-commit this server loses acknowledged transactions when it is killed.
  return ['--port', `${port}`, '--storage-path', data, '--cache-size', `${CACHE_MIB}M`, '--sync-on-commit'];
}

async function launch(settings: Settings, talk: Talk): Promise<Launch> {
  const program = await installMongo(settings.cache, talk);
  const data = join(settings.folder, 'data', program.flavour);
  mkdirSync(data, { recursive: true });
  return { command: program.path, args: argumentsOf(program.flavour, settings.ports.mongo, data) };
}

export function mongo(settings: Settings): Component {
  const uri = addressOf(settings, 'mongo');
  const external = settings.external.mongo !== undefined;
  return {
    name: 'mongo',
    kind: 'server',
    needs: [],
    addresses: { uri },
    external,
    probe: () => probe(uri),
    ...(external
      ? { ...notOurs, ports: [] }
      : {
          ports: ['mongo'],
          startWithinMs: 60_000,
          stopWithinMs: 30_000,
          install: async (talk) => void (await installMongo(settings.cache, talk)),
          launch: (talk) => launch(settings, talk),
          afterStart: async (talk) => {
            const { flavour } = await installMongo(settings.cache, talk);
            if (flavour === 'mongod') await initiateReplicaSet(uri, settings.ports.mongo);
            await limitTransactions(uri);
          },
        }),
  };
}
