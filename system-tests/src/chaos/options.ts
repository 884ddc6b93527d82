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
