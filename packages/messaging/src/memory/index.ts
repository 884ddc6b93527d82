/** In-memory twins of the ports, for tests and simulation. Each passes the suite of the adapter that it stands for. */
export * from './broker.ts';
export * from './parked.ts';
export { type Defer, MemorySource } from './source.ts';
export * from './store.ts';
