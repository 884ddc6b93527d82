import { CommandError } from '@wanderluxe/infra';
import { type FaultKind, faultKindNames } from './schedule/faults.ts';

const isKind = (name: string): name is FaultKind => (faultKindNames as string[]).includes(name);

/** The kinds that a comma-separated list names. @throws CommandError naming every name that is none */
export function faultKindsIn(list: string): FaultKind[] {
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !isKind(name));
  if (unknown.length === 0) return names.filter(isKind);
  throw new CommandError(`no such kinds of faults: ${unknown.join(', ')}`, {
    remedy: `choose from ${faultKindNames.join(', ')}`,
  });
}

const MAX_SEED = 2 ** 31;
const MAX_SEEDS = 10_000;

export const seedsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, run) => first + run);

/** The seeds that a list such as "4,6-9" names. @throws CommandError naming the part that is none */
export function seedsIn(list: string): number[] {
  const seeds = list.split(',').flatMap((part) => {
    const [, first, last = first] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
    const count = Number(last) - Number(first) + 1;
    if (Number(last) <= MAX_SEED && count >= 1 && count <= MAX_SEEDS) return seedsFrom(Number(first), count);
    throw new CommandError(`--seeds has "${part}", which names no seeds`, {
      remedy: `give numbers up to ${MAX_SEED}, or ranges of at most ${MAX_SEEDS}, with commas between them: 4,6-9`,
    });
  });
  return [...new Set(seeds)];
}
