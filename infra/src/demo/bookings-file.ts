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
  /** YYYY-MM-DD, never before it was booked; absent unless the file says that it was cancelled. */
  readonly cancelledOn?: string;
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

/** Columns that a file may lack: without them nothing in it is cancelled. */
const optionalNames = ['reservation_status', 'status_date'] as const;
const CANCELLED = 'Canceled';

const GZIP_MAGIC = 0x1f8b;
const MAX_FAULTS = 10;

/** Cells of one line of CSV; a cell may be quoted, with "" for a quote inside. */
export function splitLine(line: string): string[] {
  const cells = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

type Places = Readonly<Record<Column | (typeof optionalNames)[number], number>>;

function placesIn(header: string): Places {
  const cells = splitLine(header).map((cell) => cell.trim());
  const missing = columnNames.filter((name) => !cells.includes(name));
  if (missing.length > 0) {
    throw new CommandError(`the first line does not name the column(s) ${missing.join(', ')}`, {
      remedy: 'give a CSV file with the columns that datasets/README.md lists',
    });
  }
  const names = [...columnNames, ...optionalNames];
  return Object.fromEntries(names.map((name) => [name, cells.indexOf(name)])) as Places;
}

/** Whoever cancelled on a day before the booking, as some rows say, did so at once. */
function cancelledOn(
  cells: readonly string[],
  line: number,
  places: Places,
  bookedOn: string,
  faults: string[],
) {
  const [status, day] = optionalNames.map((name) => (cells[places[name]] ?? '').trim());
  if (status !== CANCELLED) return {};
  if (!DAY.test(day ?? '')) faults.push(`line ${line}: status_date is "${day}"`);
  return { cancelledOn: (day ?? '') < bookedOn ? bookedOn : (day ?? '') };
}

function readRow(text: string, line: number, places: Places, faults: string[]): BookingRow {
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
    ...cancelledOn(cells, line, places, values.booked_on, faults),
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
