import type { MongoClient } from 'mongodb';
import { Gauge, type Registry } from 'prom-client';

interface Pool {
  open: number;
  inUse: number;
  /** Operations that wait for a connection. */
  waiting: number;
}

const pools = new WeakMap<MongoClient, Pool>();

/** Counts a client's connections, from before it has the first one. */
export function watchPool(client: MongoClient): void {
  const pool = { open: 0, inUse: 0, waiting: 0 };
  pools.set(client, pool);
  const count = (state: keyof Pool, by: 1 | -1) => () => {
    pool[state] += by;
  };
  client.on('connectionCreated', count('open', 1));
  client.on('connectionClosed', count('open', -1));
  client.on('connectionCheckOutStarted', count('waiting', 1));
  client.on('connectionCheckOutFailed', count('waiting', -1));
  client.on('connectionCheckedOut', count('waiting', -1));
  client.on('connectionCheckedOut', count('inUse', 1));
  client.on('connectionCheckedIn', count('inUse', -1));
}

/** Shows the pool of a client of `connectMongo` as it is when somebody looks. */
export function poolMetrics(registry: Registry, client: MongoClient | undefined): void {
  new Gauge({
    name: 'wl_mongo_pool_connections',
    help: 'Connections to MongoDB: open ones, those in use, and operations that wait for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const pool = client && pools.get(client);
      if (!pool) return;
      this.set({ state: 'open' }, pool.open);
      this.set({ state: 'in_use' }, pool.inUse);
      this.set({ state: 'waiting' }, pool.waiting);
    },
  });
}
