/** Turns Avro schemas into TypeScript: one interface a record, one union of literals an enum. */

type Avro = string | Avro[] | AvroObject;
interface AvroObject {
  type: Avro;
  name?: string;
  doc?: string;
  logicalType?: string;
  symbols?: string[];
  fields?: { name: string; type: Avro; doc?: string }[];
  items?: Avro;
}

export interface NamedSchema {
  /** File name without suffix. */
  file: string;
  schema: AvroObject;
}

/** In-memory types of the logical types, as the codec's logical types produce them. */
const logical: Record<string, string> = {
  decimal: 'DecimalString',
  date: 'IsoDate',
  'timestamp-millis': 'EpochMs',
};

const primitive: Record<string, string> = {
  string: 'string',
  int: 'number',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  bytes: 'Buffer',
  null: 'null',
};

const header = `// Generated from avro/*.avsc by \`pnpm --filter @wanderluxe/schemas generate\`. Do not edit.

/** A plain decimal number, exact: "5000", "12.5". */
export type DecimalString = string;
/** A calendar day, YYYY-MM-DD. */
export type IsoDate = string;
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;
`;

/** Declarations by name; a name defined twice must mean the same thing twice. */
class Declarations {
  readonly #texts = new Map<string, string>();

  add(name: string, text: string): void {
    const before = this.#texts.get(name);
    if (before !== undefined && before !== text) {
      throw new Error(`two different Avro types are named ${name}: rename one of them`);
    }
    this.#texts.set(name, text);
  }

  toString(): string {
    return [...this.#texts.values()].join('\n');
  }
}

const comment = (doc: string | undefined, indent = ''): string => (doc ? `${indent}/** ${doc} */\n` : '');

function typeOf(avro: Avro, out: Declarations): string {
  if (Array.isArray(avro)) return avro.map((branch) => typeOf(branch, out)).join(' | ');
  if (typeof avro === 'string') return primitive[avro] ?? avro;
  if (avro.logicalType && logical[avro.logicalType]) return logical[avro.logicalType] as string;
  if (avro.type === 'record') return declareRecord(avro, out);
  if (avro.type === 'enum') return declareEnum(avro, out);
  if (avro.type === 'array') return `(${typeOf(avro.items as Avro, out)})[]`;
  return typeOf(avro.type, out);
}

function declareEnum({ name, symbols, doc }: AvroObject, out: Declarations): string {
  const literals = (symbols ?? []).map((symbol) => `'${symbol}'`).join(' | ');
  out.add(name as string, `${comment(doc)}export type ${name} = ${literals};\n`);
  return name as string;
}

function declareRecord({ name, fields, doc }: AvroObject, out: Declarations): string {
  const lines = (fields ?? []).map(
    (field) => `${comment(field.doc, '  ')}  ${field.name}: ${typeOf(field.type, out)};\n`,
  );
  out.add(name as string, `${comment(doc)}export interface ${name} {\n${lines.join('')}}\n`);
  return name as string;
}

/** The whole generated module: interfaces, the map from file to record, and the schema texts. */
export function render(schemas: readonly NamedSchema[]): string {
  const out = new Declarations();
  const records = schemas.map(({ file, schema }) => `  '${file}': ${typeOf(schema, out)};\n`);
  const texts = schemas.map(({ file, schema }) => `  '${file}':\n    ${quote(JSON.stringify(schema))},\n`);
  return [
    header,
    out.toString(),
    `/** The record of each schema file. */\nexport interface Records {\n${records.join('')}}\n`,
    `/** The Avro text of each schema file, so that a bundled service carries its contracts. */`,
    `export const schemaTexts: Record<keyof Records, string> = {\n${texts.join('')}};\n`,
  ].join('\n');
}

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
