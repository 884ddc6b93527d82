import avsc from 'avsc';

/** In-memory forms: decimal is an exact plain decimal string, date is YYYY-MM-DD, timestamp-millis stays a number. */

const MS_PER_DAY = 86_400_000;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const PLAIN_DECIMAL = /^-?\d+(\.\d+)?$/;

/** avsc declares these hooks as protected and untyped; the names are its own. */
abstract class Convertible<Stored, Shown> extends avsc.types.LogicalType {
  abstract show(stored: Stored): Shown;
  /** @throws when the value has no exact stored form: better no event than a wrong one. */
  abstract store(shown: Shown): Stored;

  protected override _fromValue(stored: Stored): Shown {
    return this.show(stored);
  }
  protected override _toValue(shown: Shown): Stored {
    return this.store(shown);
  }
  /** Whether a value that this type wrote means the same to us. */
  abstract sameAs(writer: this): boolean;

  /** Reads the same logical type, or the plain type under it; anything else cannot be read. */
  protected override _resolve(writer: avsc.Type): ((value: never) => Shown) | undefined {
    // A logical writer has converted the value already when it is handed over.
    if (writer instanceof Convertible)
      return writer.constructor === this.constructor && this.sameAs(writer as this)
        ? (shown: Shown) => shown
        : undefined;
    if (!avsc.Type.isType(writer, this.underlyingType.typeName)) return undefined;
    return (stored: Stored) => this.show(stored);
  }
}

class DateType extends Convertible<number, string> {
  readonly #shown = new Remembered(shownDay);
  readonly #stored = new Remembered(storedDay);

  /** @throws RangeError outside of the years 0000 to 9999. */
  override show(days: number): string {
    return this.#shown.of(days);
  }
  override store(day: string): number {
    return this.#stored.of(day);
  }
  override sameAs(): boolean {
    return true;
  }
}

const MOST_REMEMBERED = 4_096;

/** A function of few different values, such as the days of bookings; what it throws is not remembered. */
class Remembered<A, B> {
  readonly #make: (value: A) => B;
  readonly #made = new Map<A, B>();

  constructor(make: (value: A) => B) {
    this.#make = make;
  }

  of(value: A): B {
    const known = this.#made.get(value);
    if (known !== undefined) return known;
    const made = this.#make(value);
    if (this.#made.size >= MOST_REMEMBERED) this.#made.clear();
    this.#made.set(value, made);
    return made;
  }
}

const dayOf = (days: number): string => new Date(days * MS_PER_DAY).toISOString().split('T')[0] as string;

function shownDay(days: number): string {
  const day = dayOf(days);
  if (!ISO_DATE.test(day)) throw new RangeError(`${days} days from 1970 have no form YYYY-MM-DD`);
  return day;
}

function storedDay(day: string): number {
  const days = ISO_DATE.test(day) ? Date.parse(day) / MS_PER_DAY : Number.NaN;
  // Date.parse takes February 30 for March 2.
  if (Number.isNaN(days) || dayOf(days) !== day)
    throw new TypeError(`${JSON.stringify(day)} is not a day as YYYY-MM-DD`);
  return days;
}

class DecimalType extends Convertible<Buffer, string> {
  readonly #scale: number;
  readonly #limit: bigint;
  readonly #precision: number;
  constructor(schema: avsc.Schema, options?: unknown) {
    super(schema, options as never);
    const { scale = 0, precision } = schema as unknown as { scale?: number; precision: number };
    this.#scale = scale;
    this.#precision = precision;
    this.#limit = 10n ** BigInt(precision);
  }
  override show(bytes: Buffer): string {
    return placePoint(fromTwosComplement(bytes), this.#scale);
  }
  override store(decimal: string): Buffer {
    const value = unscaled(decimal, this.#scale);
    if (value >= this.#limit || value <= -this.#limit)
      throw new RangeError(`${decimal} has more than the ${this.#precision} digits that the schema holds`);
    return toTwosComplement(value);
  }
  /** The bytes alone do not tell the scale: read with another one, they would be another amount. */
  override sameAs(writer: this): boolean {
    return writer.#scale === this.#scale;
  }
  /** Called by avsc when the schema is written down, such as by a registry client. */
  protected override _export(schema: avsc.Schema): void {
    Object.assign(schema, { precision: this.#precision, scale: this.#scale });
  }
}

function unscaled(decimal: string, scale: number): bigint {
  if (typeof decimal !== 'string' || !PLAIN_DECIMAL.test(decimal))
    throw new TypeError(`${JSON.stringify(decimal)} is not a plain decimal number`);
  const [whole = '', fraction = ''] = decimal.split('.');
  if (fraction.length > scale && /[1-9]/.test(fraction.slice(scale))) {
    throw new RangeError(`${decimal} has more than the ${scale} decimals that the schema holds`);
  }
  return BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
}

function placePoint(value: bigint, scale: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = value
    .toString()
    .replace('-', '')
    .padStart(scale + 1, '0');
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${sign}${digits.slice(0, digits.length - scale)}${fraction ? `.${fraction}` : ''}`;
}

function fromTwosComplement(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
}

/** The shortest big-endian two's complement form, as the Avro specification asks. */
function toTwosComplement(value: bigint): Buffer {
  let bytes = 1;
  while (BigInt.asIntN(bytes * 8, value) !== value) bytes += 1;
  const hex = BigInt.asUintN(bytes * 8, value).toString(16);
  return Buffer.from(hex.padStart(bytes * 2, '0'), 'hex');
}

export const logicalTypes = { date: DateType, decimal: DecimalType } as unknown as Record<
  string,
  new () => avsc.types.LogicalType
>;
