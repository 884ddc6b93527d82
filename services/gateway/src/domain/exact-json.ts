/** A JSON number as it was written: its digits survive reading and writing, where a float would round them. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toJSON(): unknown {
    return json.rawJSON(this.text);
  }
}

/** The part of JSON that TypeScript's library does not describe yet (source text access, in Node since 21). */
interface JsonWithSource {
  parse(
    text: string,
    reviver: (name: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
const json = JSON as unknown as JsonWithSource;

/** The field whose numbers are kept exactly. */
const EXACT_FIELD = 'amount';

/**
 * Reads JSON; a number called `amount`, at whatever depth, becomes a JsonNumber.
 * @throws SyntaxError
 */
export const parseExactJson = (text: string): unknown =>
  json.parse(text, (name, value, { source }) =>
    name === EXACT_FIELD && typeof value === 'number' && source !== undefined
      ? new JsonNumber(source)
      : value,
  );
