/** Exact money: decimal strings at the edges, integer minor units inside; never a float. */
import { currencies } from './currencies.ts';
import type { DecimalString } from './generated/contracts.ts';

/** The largest amount of one booking, in whole units of its currency. */
export const MAX_AMOUNT_UNITS = 999_999_999;

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Digits after the decimal point in the currency (ISO 4217), or undefined for a code that it does not list. */
export const currencyExponent = (currency: string): number | undefined => currencies[currency];

/** Decimal places that an amount really needs: "12.50" needs 1. */
export function decimalPlaces(amount: DecimalString): number {
  const fraction = parts(amount).fraction.replace(/0+$/, '');
  return fraction.length;
}

/**
 * An amount in the currency's minor units: ("12.5", "USD") is 1250n.
 * @throws RangeError when the currency is unknown or the amount has more decimals than the currency.
 */
export function toMinor(amount: DecimalString, currency: string): bigint {
  const exponent = exponentOf(currency);
  if (decimalPlaces(amount) > exponent) {
    throw new RangeError(
      `amount ${amount} has more than ${exponent} decimals, the most that ${currency} has`,
    );
  }
  const { sign, whole, fraction } = parts(amount);
  const digits = whole + fraction.slice(0, exponent).padEnd(exponent, '0');
  return BigInt(sign + digits);
}

/** Minor units as a decimal string with exactly the currency's decimals: (1250n, "USD") is "12.50". */
export function fromMinor(amountMinor: bigint, currency: string): DecimalString {
  const exponent = exponentOf(currency);
  const sign = amountMinor < 0n ? '-' : '';
  const digits = amountMinor
    .toString()
    .replace('-', '')
    .padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** The amount with exactly its currency's decimals: ("5000", "USD") is "5000.00". */
export const formatAmount = (amount: DecimalString, currency: string): DecimalString =>
  fromMinor(toMinor(amount, currency), currency);

/** @throws RangeError when it is no amount. */
export function isZero(amount: DecimalString): boolean {
  const { whole, fraction } = parts(amount);
  return /^0*$/.test(whole + fraction);
}

function exponentOf(currency: string): number {
  const exponent = currencyExponent(currency);
  if (exponent === undefined) throw new RangeError(`currency ${currency} is not an ISO 4217 code`);
  return exponent;
}

function parts(amount: DecimalString): { sign: string; whole: string; fraction: string } {
  const match = DECIMAL.exec(amount);
  if (!match) throw new RangeError(`amount "${amount}" is not a plain decimal number`);
  return { sign: match[1] ?? '', whole: match[2] ?? '', fraction: match[3] ?? '' };
}
