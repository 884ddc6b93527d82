/** A .cpuprofile as V8 writes it; times in microseconds of the system's monotonic clock. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly samples: readonly number[];
  /** Between each sample and the one before. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

/** Time spent in something itself, not in what it called. */
export interface SelfTime {
  readonly name: string;
  readonly ms: number;
}

export interface ProfileTable {
  /** All but idling. */
  readonly busyMs: number;
  /** Largest first. */
  readonly functions: readonly SelfTime[];
  readonly packages: readonly SelfTime[];
}

const IDLE = '(idle)';
const NODE_MODULES = '/node_modules/';

/** "mongodb", "packages/messaging", "node:internal/streams", or what V8 itself does, "(garbage collector)". */
export function packageOf(functionName: string, url: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'built into V8';
  const at = url.lastIndexOf(NODE_MODULES);
  if (at >= 0) {
    const [scope, name] = url.slice(at + NODE_MODULES.length).split('/');
    return scope!.startsWith('@') ? `${scope}/${name}` : scope!;
  }
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  return /\/((?:packages|services)\/[^/]+|schemas)\//.exec(url)?.[1] ?? url;
}

function functionOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  if (url === '') return functionName;
  const file = url.slice(url.lastIndexOf('/') + 1);
  return `${functionName || '(anonymous)'} ${packageOf(functionName, url)} ${file}:${lineNumber + 1}`;
}

/** Where the time between two instants went. */
export function tableOf(profile: CpuProfile, fromUs: number, toUs: number): ProfileTable {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [functions, packages] = [new Map<string, number>(), new Map<string, number>()];
  const add = (map: Map<string, number>, name: string, us: number) =>
    map.set(name, (map.get(name) ?? 0) + us);
  let atUs = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    const us = profile.timeDeltas[index]!;
    atUs += us;
    const frame = frames.get(id)!;
    if (atUs < fromUs || atUs > toUs || frame.functionName === IDLE) continue;
    add(functions, functionOf(frame), us);
    add(packages, packageOf(frame.functionName, frame.url), us);
  }
  return { busyMs: sum(packages), functions: largestFirst(functions), packages: largestFirst(packages) };
}

const sum = (times: ReadonlyMap<string, number>): number =>
  [...times.values()].reduce((total, us) => total + us, 0) / 1_000;

const largestFirst = (times: ReadonlyMap<string, number>): SelfTime[] =>
  [...times].map(([name, us]) => ({ name, ms: us / 1_000 })).sort((a, b) => b.ms - a.ms);
