import { CommandError } from '../errors.ts';

export interface PropertyCapacity {
  readonly id: string;
  /** Rooms that can be sold for a night. */
  readonly capacity: number;
}

const HEADER = /^id\s*,\s*capacity$/i;

/** Rooms out of text; throws on anything but a whole number that is not negative. */
export function readCapacity(text: string): number {
  if (/^\d{1,9}$/.test(text.trim())) return Number(text);
  throw new CommandError(`"${text}" is not a capacity`, {
    remedy: 'give a whole number of rooms, for example 120',
  });
}

function readLine(line: string, index: number): PropertyCapacity {
  const [id = '', capacity = '', ...rest] = line.split(',').map((cell) => cell.trim());
  if (id !== '' && capacity !== '' && rest.length === 0) return { id, capacity: readCapacity(capacity) };
  throw new CommandError(`line ${index + 1} is not "id,capacity": ${line}`, { remedy: 'correct that line' });
}

/** Reads `[{"id","capacity"}]`, `{"properties":[...]}`, or lines `id,capacity` with or without that header. */
export function readPropertyFile(text: string): PropertyCapacity[] {
  if (/^\s*[[{]/.test(text)) {
    const parsed = JSON.parse(text) as PropertyCapacity[] | { properties: PropertyCapacity[] };
    const listed = Array.isArray(parsed) ? parsed : parsed.properties;
    return listed.map(({ id, capacity }) => ({ id, capacity: readCapacity(`${capacity}`) }));
  }
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), index }))
    .filter(({ line }) => line !== '' && !HEADER.test(line))
    .map(({ line, index }) => readLine(line, index));
}
