import { MongoClient } from 'mongodb';
import { watchPool } from './pool.ts';

/** The driver's own defaults wait for ever: for a frozen server, and for a free connection. */
const LIMITS = {
  maxPoolSize: 50,
  maxIdleTimeMS: 60_000,
  waitQueueTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 10_000,
  serverSelectionTimeoutMS: 5_000,
};

/**
 * A connected client whose every wait has a limit; reads and writes with a majority.
 * @throws Error with the remedy when no server answers.
 */
export async function connectMongo(uri: string, appName: string): Promise<MongoClient> {
  const client = new MongoClient(uri, {
    appName,
    ...LIMITS,
    readConcernLevel: 'majority',
    writeConcern: { w: 'majority' },
  });
  watchPool(client);
  try {
    return await client.connect();
  } catch (cause) {
    throw new Error('MongoDB does not answer: check MONGODB_URI and that a replica set runs there', {
      cause,
    });
  }
}
