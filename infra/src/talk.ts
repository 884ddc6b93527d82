/** Where a running command tells what it is doing. stdout stays free for data. */
export type Talk = (line: string) => void;

export const talkToStderr: Talk = (line) => {
  process.stderr.write(`wanderluxe: ${line}\n`);
};

export const silent: Talk = () => {};

/** "850 ms", "12.3 s", "4 min 05 s". */
export function formatElapsed(elapsedMs: number): string {
  if (elapsedMs < 1_000) return `${Math.round(elapsedMs)} ms`;
  if (elapsedMs < 60_000) return `${(elapsedMs / 1_000).toFixed(1)} s`;
  const seconds = Math.round(elapsedMs / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** "1 fault", "2 faults". */
export const counted = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;
