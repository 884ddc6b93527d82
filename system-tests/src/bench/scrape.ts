/** One number of a service's metrics: all lines of that name added up. */
export async function scrape(opsUrl: string, name: string): Promise<number> {
  const response = await fetch(new URL('/metrics', opsUrl));
  return valueIn(await response.text(), name);
}

/** NaN when there is no such metric. */
export function valueIn(text: string, name: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  if (lines.length === 0) return Number.NaN;
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
