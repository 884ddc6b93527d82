import type { Row } from '../row.ts';
import { cpu } from './cpu.ts';
import { littlesLaw } from './littles-law.ts';
import { lowLoad } from './low-load.ts';
import { throughput } from './throughput.ts';

/** In the order in which they run. */
export const rows: readonly Row[] = [lowLoad, cpu, littlesLaw, throughput];
