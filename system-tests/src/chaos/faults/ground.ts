import type { Talk } from '@wanderluxe/infra';
import type { PlannedFault } from '../schedule/draw.ts';
import type { Random } from '../schedule/random.ts';
import type { World } from '../world/world.ts';
import type { BankFaults } from './bank-faults.ts';
import type { Poison, Records } from './records.ts';

/** What faults act on. */
export interface Ground {
  readonly world: World;
  readonly bank: BankFaults;
  readonly records: Records;
  readonly random: Random;
  readonly poisons: Poison[];
  readonly talk: Talk;
}

/** What was seen of a fault while it held, in words; null when nothing was. */
export type Seen = string | null;

/** Ends a fault. */
export type Heal = () => Seen | Promise<Seen>;
export type Inject = (ground: Ground, fault: PlannedFault) => Promise<Heal>;

/** For a fault that is over at once. */
export const over =
  (seen: Seen): Heal =>
  () =>
    seen;
