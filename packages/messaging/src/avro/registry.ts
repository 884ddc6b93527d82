import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { DependencyUnavailableError, messageOf } from '../errors.ts';

/** What the codec needs of a schema registry. */
export interface SchemaDirectory {
  /** The id under which exactly this schema is registered, or undefined. */
  idOf(subject: string, schema: string): Promise<number | undefined>;
  /** The text of a schema, or undefined when the registry does not know the id. */
  schemaOf(id: number): Promise<string | undefined>;
}

const notFound = (error: unknown): boolean => (error as { status?: number }).status === 404;

/** @throws DependencyUnavailableError from each call while the registry does not answer. */
export function registryDirectory(url: string): SchemaDirectory {
  const registry = new SchemaRegistry({ host: url, retry: { retries: 1 } });
  const guarded = async <T>(call: Promise<T>): Promise<T | undefined> => {
    try {
      return await call;
    } catch (error) {
      if (notFound(error) || /schema not found/i.test(messageOf(error))) return undefined;
      throw new DependencyUnavailableError('schema registry', error);
    }
  };
  return {
    idOf: (subject, schema) =>
      guarded(registry.getRegistryIdBySchema(subject, { type: SchemaType.AVRO, schema })),
    schemaOf: async (id) => {
      const schema = await guarded(registry.getSchema(id));
      return schema && JSON.stringify(schema);
    },
  };
}
