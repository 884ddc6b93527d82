import { CommandError } from '@wanderluxe/infra';
import type { Row } from './row.ts';

/** The rows that a comma-separated list names; all without one. @throws CommandError naming every name that is none */
export function rowsNamed(rows: readonly Row[], list: string | undefined): Row[] {
  if (list === undefined) return [...rows];
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length === 0) return rows.filter((row) => names.includes(row.name));
  throw new CommandError(`no such rows: ${unknown.join(', ')}`, {
    remedy: `choose from ${rows.map(({ name }) => name).join(', ')}`,
  });
}
