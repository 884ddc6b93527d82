import type { ComponentStatus, InstanceStatus } from '../engine/status.ts';
import { coloured, tableLines } from '../table.ts';

const colours = { healthy: 'green', 'not healthy': 'red', 'not running': 'yellow' } as const;

interface Row {
  readonly name: string;
  readonly state: keyof typeof colours;
  readonly pid: string;
  readonly where: string;
  readonly detail: string;
}

function stateOf(component: ComponentStatus): Row['state'] {
  if (component.healthy) return 'healthy';
  return component.pid === null && !component.external ? 'not running' : 'not healthy';
}

function rowOf(name: string, component: ComponentStatus): Row {
  const { url, opsUrl, address, uri } = component;
  const state = stateOf(component);
  return {
    name,
    state,
    pid: component.external ? 'external' : `${component.pid ?? '-'}`,
    where: url ?? opsUrl ?? address ?? uri ?? '',
    detail: component.detail === state ? '' : (component.detail ?? ''),
  };
}

/** A table for people; colours only where the terminal has them and NO_COLOR is unset. */
export function statusTable(status: InstanceStatus, stream: NodeJS.WriteStream = process.stdout): string {
  const rows = Object.entries(status.components).map(([name, component]) => rowOf(name, component));
  const cells = rows.map(({ name, state, pid, where, detail }) => [
    name,
    coloured(colours[state], state, stream),
    pid,
    where,
    detail,
  ]);
  const verdict = status.healthy ? 'healthy' : 'not healthy';
  return [`instance "${status.instance}": ${verdict}`, ...tableLines(cells)].join('\n');
}
