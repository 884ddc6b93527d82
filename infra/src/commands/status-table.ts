import { styleText } from 'node:util';
import type { ComponentStatus, InstanceStatus } from '../engine/status.ts';

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
  const width = (pick: (row: Row) => string): number => Math.max(...rows.map((row) => pick(row).length));
  const [names, states, pids, wheres] = [
    width((row) => row.name),
    width((row) => row.state),
    width((row) => row.pid),
    width((row) => row.where),
  ];
  const lines = rows.map((row) => {
    const state = styleText(colours[row.state], row.state.padEnd(states), { stream });
    const cells = [row.name.padEnd(names), state, row.pid.padEnd(pids), row.where.padEnd(wheres), row.detail];
    return cells.join('  ').trimEnd();
  });
  return [`instance "${status.instance}": ${status.healthy ? 'healthy' : 'not healthy'}`, ...lines].join(
    '\n',
  );
}
