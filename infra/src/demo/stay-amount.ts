const DECIMALS = 2;

/**
 * What a stay costs: nights times the rate for one night, rounded half away from zero to two decimals. Exact: it
 * works on the digits of the text. (3, "77.545") is "232.64".
 */
export function stayAmount(nights: number, rate: string): string {
  const negative = rate.startsWith('-');
  const [whole = '0', fraction = ''] = rate.replace('-', '').split('.');
  const scaled = BigInt(whole + fraction.padEnd(DECIMALS, '0')) * BigInt(nights);
  const unit = 10n ** BigInt(Math.max(fraction.length - DECIMALS, 0));
  const minor = (scaled + unit / 2n) / unit;
  const digits = minor.toString().padStart(DECIMALS + 1, '0');
  const sign = negative && minor > 0n ? '-' : '';
  return `${sign}${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}
