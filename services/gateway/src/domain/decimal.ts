/** A decimal number without a float: digits x 10^exponent, digits without zeros at either end ("" is zero). */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  /** May be infinite: the text of a JSON number sets no limit to it. */
  readonly exponent: number;
}

const JSON_NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * The exact value of a JSON number's text, in time that depends on the length of the text only.
 * @throws RangeError when the text is not a JSON number.
 */
export function decimalOf(text: string): Decimal {
  const match = JSON_NUMBER.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a JSON number`);
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = withoutZerosAtEnd(significant);
  if (digits === '') return { negative: false, digits, exponent: 0 };
  const exponent = Number(power) - fraction.length + (significant.length - digits.length);
  return { negative: sign === '-', digits, exponent };
}

/** Not a regular expression: /0+$/ takes quadratic time on a long run of zeros that does not end the text. */
function withoutZerosAtEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === '0') end -= 1;
  return text.slice(0, end);
}

/** Decimal places that the value needs. */
export const placesOf = ({ exponent }: Decimal): number => Math.max(0, -exponent);

/** Digits before the point; zero or less for a value below 1. */
const wholeLength = ({ digits, exponent }: Decimal): number => digits.length + exponent;

/** True when the whole units of the value exceed the limit given, a safe integer. */
export function exceeds(value: Decimal, limitUnits: number): boolean {
  const length = wholeLength(value);
  if (length <= 0) return false;
  if (length > String(limitUnits).length) return true;
  return Number(value.digits.slice(0, length).padEnd(length, '0')) > limitUnits;
}

/** Written out without an exponent: "5000", "12.5", "0". Only for a value whose size has been checked. */
export function plainText(value: Decimal): string {
  if (value.digits === '') return '0';
  const sign = value.negative ? '-' : '';
  const length = wholeLength(value);
  const whole = length > 0 ? value.digits.slice(0, length).padEnd(length, '0') : '0';
  const fraction = length >= 0 ? value.digits.slice(length) : '0'.repeat(-length) + value.digits;
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}
