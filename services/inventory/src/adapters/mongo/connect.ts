import { MongoClient } from 'mongodb';

const CONNECT_TIMEOUT_MS = 5_000;
const POOL_WAIT_MS = 2_000;
const POOL_IDLE_MS = 60_000;
const MAX_CONNECTIONS = 50;

/** Connects; fails with the remedy when no usable server answers. */
export async function connectMongo(uri: string): Promise<MongoClient> {
  const client = new MongoClient(uri, {
    appName: 'inventory',
    maxPoolSize: MAX_CONNECTIONS,
    maxIdleTimeMS: POOL_IDLE_MS,
    waitQueueTimeoutMS: POOL_WAIT_MS,
    serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS,
    readConcernLevel: 'majority',
    writeConcern: { w: 'majority' },
  });
  try {
    return await client.connect();
  } catch (cause) {
    throw new Error('MongoDB does not answer: check MONGODB_URI and that a replica set runs there', {
      cause,
    });
  }
}
