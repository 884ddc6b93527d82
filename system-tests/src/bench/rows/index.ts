import type { Row } from '../row.ts';
import { backpressure } from './backpressure.ts';
import { bankSlow } from './bank-slow.ts';
import { brokerKilled } from './broker-killed.ts';
import { buckets } from './buckets.ts';
import { cpu } from './cpu.ts';
import { hotProperty } from './hot-property.ts';
import { inFlightMemory } from './in-flight-memory.ts';
import { lastRoom } from './last-room.ts';
import { littlesLaw } from './littles-law.ts';
import { lowLoad } from './low-load.ts';
import { mongoSlow } from './mongo-slow.ts';
import { rollingRestart } from './rolling-restart.ts';
import { soak } from './soak.ts';
import { start } from './start.ts';
import { throughput } from './throughput.ts';

/** In the order in which they run; those of one shape together. */
export const rows: readonly Row[] = [
  ...[start, lowLoad, cpu, littlesLaw, inFlightMemory, throughput, lastRoom],
  ...[mongoSlow, bankSlow, backpressure, soak, hotProperty, buckets],
  ...[rollingRestart, brokerKilled],
];
