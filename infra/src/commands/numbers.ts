import { InvalidArgumentError } from 'commander';

/** Reads an option's number; both bounds included. */
export function numberIn(min: number, max: number, whole = false): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max && (!whole || Number.isInteger(value)))
      return value;
    throw new InvalidArgumentError(`Give ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}.`);
  };
}

export const wholeNumber = (min: number, max: number): ((text: string) => number) => numberIn(min, max, true);
