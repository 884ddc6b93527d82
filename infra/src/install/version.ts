import { spawnSync } from 'node:child_process';

const TIMEOUT_MS = 30_000;

/** The first version number in a text: "go version go1.26.8 linux/amd64" gives [1, 26, 8]. */
export function versionIn(text: string): number[] | null {
  const found = /\d+(\.\d+)*/.exec(text);
  return found ? found[0].split('.').map(Number) : null;
}

/** Whether a version is the least one or newer; parts that are not given count as 0. */
export function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  for (let part = 0; part < Math.max(version.length, least.length); part += 1) {
    const difference = (version[part] ?? 0) - (least[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The version that a program tells, on whichever stream; null when it tells none. */
export function versionOf(program: string, args: readonly string[]): number[] | null {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: TIMEOUT_MS });
  return versionIn(`${stdout ?? ''}\n${stderr ?? ''}`);
}
