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
  /** Lets an older or newer writer's plain type be read as this one. */
  protected override _resolve(writer: avsc.Type): ((stored: Stored) => Shown) | undefined {
    return avsc.Type.isType(writer, this.underlyingType.typeName) ? (stored) => this.show(stored) : undefined;
  }
}

class DateType extends Convertible<number, string> {
  override show(days: number): string {
    return new Date(days * MS_PER_DAY).toISOString().slice(0, 10);
  }
  override store(day: string): number {
    const ms = ISO_DATE.test(day) ? Date.parse(day) : Number.NaN;
    if (Number.isNaN(ms)) throw new TypeError(`${JSON.stringify(day)} is not a day as YYYY-MM-DD`);
    return ms / MS_PER_DAY;
  }
}

class DecimalType extends Convertible<Buffer, string> {
  #scale = 0;
  constructor(schema: avsc.Schema, options?: unknown) {
    super(schema, options as never);
    this.#scale = (schema as { scale?: number }).scale ?? 0;
  }
  override show(bytes: Buffer): string {
    return placePoint(fromTwosComplement(bytes), this.#scale);
  }
  override store(decimal: string): Buffer {
    return toTwosComplement(unscaled(decimal, this.#scale));
  }
}

function unscaled(decimal: string, scale: number): bigint {
  if (!PLAIN_DECIMAL.test(decimal))
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
