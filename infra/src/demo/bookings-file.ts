import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CommandError, messageOf } from '../errors.ts';

/** One booking as the file has it; numbers stay text, so that nothing is rounded on the way. */
export interface BookingRow {
  /** Line in the file, the header being line 1. */
  readonly line: number;
  /** YYYY-MM-DD. */
  readonly bookedOn: string;
  readonly hotel: string;
  /** YYYY-MM-DD. */
  readonly arrivalDate: string;
  readonly nights: number;
  /** For one night, a plain decimal such as "77.54". */
  readonly averageDailyRate: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const columns = {
  booked_on: DAY,
  hotel: /\S/,
  arrival_date: DAY,
  nights: /^\d{1,4}$/,
  average_daily_rate: /^-?\d{1,12}(\.\d{1,12})?$/,
} as const;
type Column = keyof typeof columns;
const columnNames = Object.keys(columns) as Column[];

const GZIP_MAGIC = 0x1f8b;
const MAX_FAULTS = 10;

/** Cells of one line of CSV; a cell may be quoted, with "" for a quote inside. */
export function splitLine(line: string): string[] {
  const cells = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

function placesIn(header: string): Record<Column, number> {
  const cells = splitLine(header).map((cell) => cell.trim());
  const missing = columnNames.filter((name) => !cells.includes(name));
  if (missing.length > 0) {
    throw new CommandError(`the first line does not name the column(s) ${missing.join(', ')}`, {
      remedy: 'give a CSV file with the columns that datasets/README.md lists',
    });
  }
  return Object.fromEntries(columnNames.map((name) => [name, cells.indexOf(name)])) as Record<Column, number>;
}

function readRow(text: string, line: number, places: Record<Column, number>, faults: string[]): BookingRow {
  const cells = splitLine(text);
  const values = Object.fromEntries(
    columnNames.map((name) => [name, (cells[places[name]] ?? '').trim()]),
  ) as Record<Column, string>;
  for (const name of columnNames) {
    if (!columns[name].test(values[name])) faults.push(`line ${line}: ${name} is "${values[name]}"`);
  }
  return {
    line,
    bookedOn: values.booked_on,
    hotel: values.hotel,
    arrivalDate: values.arrival_date,
    nights: Number(values.nights),
    averageDailyRate: values.average_daily_rate,
  };
}

/** Reads the text of a file; every line that cannot be read is named, up to ten of them. */
export function parseBookings(text: string): BookingRow[] {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const places = placesIn(header);
  const faults: string[] = [];
  const rows = lines
    .map((line, index) => ({ line, number: index + 2 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => readRow(line, number, places, faults));
  if (faults.length === 0) return rows;
  const more = faults.length > MAX_FAULTS ? `\nand ${faults.length - MAX_FAULTS} more` : '';
  throw new CommandError(`the file cannot be replayed:\n${faults.slice(0, MAX_FAULTS).join('\n')}${more}`, {
    remedy: 'correct these lines: days as YYYY-MM-DD, nights as a whole number, the rate as a plain decimal',
  });
}

/** Reads a CSV file, plain or gzip. */
export function readBookings(path: string): BookingRow[] {
  try {
    const bytes = readFileSync(path);
    const isGzip = bytes.length > 2 && bytes.readUInt16BE(0) === GZIP_MAGIC;
    return parseBookings((isGzip ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(`${path} cannot be read: ${messageOf(cause)}`, {
      remedy: 'give the path of a CSV file, plain or gzip',
      cause,
    });
  }
}
