const EMAIL = /[^\s@]+@[^\s@]+\.[^\s@]+/;
/** 13 to 19 digits, as cards are numbered, perhaps in groups. */
const DIGITS = /\d(?:[ -]?\d){12,18}/g;

/**
 * What text that is kept must not carry: the kinds of personal and payment data that can be told from their form. A name
 * cannot. Undefined when there is none.
 */
export function personalDataIn(text: string): 'an email address' | 'a card number' | undefined {
  if (EMAIL.test(text)) return 'an email address';
  return (text.match(DIGITS) ?? []).some(hasCheckDigit) ? 'a card number' : undefined;
}

/** Luhn: the check digit of every payment card. */
function hasCheckDigit(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}
