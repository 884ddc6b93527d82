import { CommandError } from '../errors.ts';
import { isPortFree } from '../processes/ports-in-use.ts';
import { portNames, portTable } from './ports.ts';

// Below 32768, where the system takes ports for outgoing connections.
const FIRST_BASE = 20_000;
const BLOCK = 100;
const BLOCKS = 120;

const isBlockFree = async (base: number): Promise<boolean> => {
  const free = await Promise.all(portNames.map((name) => isPortFree(base + portTable[name].offset)));
  return free.every(Boolean);
};

/** A WANDERLUXE_PORT_BASE whose whole block is free now. Processes with different pids begin to look elsewhere. */
export async function findFreePortBase(): Promise<number> {
  const start = (process.pid + Math.floor(Math.random() * BLOCKS)) % BLOCKS;
  for (let step = 0; step < BLOCKS; step += 1) {
    const base = FIRST_BASE + ((start + step) % BLOCKS) * BLOCK;
    if (await isBlockFree(base)) return base;
  }
  throw new CommandError('no block of free ports was found between 20000 and 32000', {
    remedy: 'end instances that are not needed ("wanderluxe down --instance NAME")',
  });
}
