import { setTimeout as sleep } from 'node:timers/promises';
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import avsc from 'avsc';
import { DependencyUnavailableError, messageOf, UnreadableRecordError } from '../errors.ts';
import { logicalTypes } from './logical-types.ts';

/** What the codec needs of a schema registry. */
export interface SchemaDirectory {
  /** The id under which exactly this schema is registered, or undefined. */
  idOf(subject: string, schema: string): Promise<number | undefined>;
  /**
   * The text of an Avro schema, or undefined when the registry does not know the id.
   * @throws UnreadableRecordError when the id names something else than an Avro schema.
   */
  schemaOf(id: number): Promise<string | undefined>;
}

/** The client itself waits for ever. */
const TIMEOUT_MS = 10_000;

/** Each call throws DependencyUnavailableError while the registry does not answer. */
export function registryDirectory(
  url: string,
  { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
): SchemaDirectory {
  const registry = new SchemaRegistry(
    { host: url, retry: { retries: 1 } },
    { [SchemaType.AVRO]: { logicalTypes } },
  );
  return {
    idOf: (subject, schema) =>
      sorted(timeoutMs, registry.getRegistryIdBySchema(subject, { type: SchemaType.AVRO, schema })),
    schemaOf: async (id) => {
      const schema = await sorted(timeoutMs, registry.getSchema(id));
      if (schema && !avsc.Type.isType(schema))
        throw new UnreadableRecordError(`schema id ${id} is not an Avro schema`);
      return schema && JSON.stringify(schema);
    },
  };
}

async function sorted<T>(timeoutMs: number, call: Promise<T>): Promise<T | undefined> {
  const answered = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: answered.signal }).then(() => {
    throw new DependencyUnavailableError('schema registry', `no answer within ${timeoutMs} ms`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([call, late]);
  } catch (error) {
    if (error instanceof DependencyUnavailableError) throw error;
    if (isUnknown(error)) return undefined;
    // The client gives an answer and a cut connection the same class; what it throws itself is about the schema.
    if (isAnswer(error)) throw new DependencyUnavailableError('schema registry', error);
    throw new UnreadableRecordError(`not an Avro schema: ${messageOf(error)}`, { cause: error });
  } finally {
    answered.abort();
  }
}

const isAnswer = (error: unknown): boolean => typeof (error as { status?: unknown }).status === 'number';

/** A lookup by text hides its 404 in the client's own error class. */
const isUnknown = (error: unknown): boolean =>
  (error as { status?: number }).status === 404 || (error as Error).name === 'ConfluentSchemaRegistryError';
