import avsc from 'avsc';
import { messageOf, UnreadableRecordError } from '../errors.ts';
import { logicalTypes } from './logical-types.ts';
import type { SchemaDirectory } from './registry.ts';

/** Confluent's framing: a zero byte, the schema id in four bytes, then the Avro body. */
const MAGIC = 0;
const HEADER_BYTES = 5;

/** How long an id that the registry does not know is not asked about again. */
const UNKNOWN_ID_MS = 30_000;
const MAX_UNKNOWN_IDS = 1_000;

export interface Codec {
  /** @throws TypeError when the event does not fit the topic's schema, naming the path. */
  encode(topic: string, event: unknown): Buffer;
  /**
   * Reads with our own schema whatever compatible schema it was written with. Synchronous once the writer's
   * schema is known.
   * @throws UnreadableRecordError when no later attempt can succeed; DependencyUnavailableError when one may.
   */
  decode(topic: string, bytes: Buffer | null): unknown | Promise<unknown>;
}

export interface CodecOptions {
  readonly directory: SchemaDirectory;
  /** Schema text by topic: all that this service reads or writes. */
  readonly contracts: Readonly<Record<string, string>>;
  readonly subjectOf: (topic: string) => string;
  readonly nowMs?: () => number;
}

/**
 * Looks up the ids of all contracts once.
 * @throws Error naming each schema that is not registered.
 */
export async function createCodec({
  directory,
  contracts,
  subjectOf,
  nowMs = Date.now,
}: CodecOptions): Promise<Codec> {
  const topics = await Promise.all(
    Object.entries(contracts).map(async ([topic, text]) => {
      const id = await directory.idOf(subjectOf(topic), text);
      return [topic, id === undefined ? undefined : new TopicCodec(text, id)] as const;
    }),
  );
  const missing = topics.flatMap(([topic, codec]) => (codec ? [] : [subjectOf(topic)]));
  if (missing.length > 0) {
    throw new Error(
      `not registered: ${missing.join(', ')}. Register the schemas first: ./wanderluxe schemas push`,
    );
  }
  const byTopic = new Map(topics as readonly (readonly [string, TopicCodec])[]);
  const writers = new Writers(directory, nowMs);

  return {
    encode: (topic, event) => codecFor(byTopic, topic).encode(event),
    decode: (topic, bytes) => {
      const codec = codecFor(byTopic, topic);
      const id = schemaIdIn(bytes);
      if (codec.knows(id)) return codec.decode(id, bytes as Buffer);
      return writers.schemaOf(id).then((text) => {
        if (!codec.knows(id)) codec.learn(id, text);
        return codec.decode(id, bytes as Buffer);
      });
    },
  };
}

function codecFor(byTopic: ReadonlyMap<string, TopicCodec>, topic: string): TopicCodec {
  const codec = byTopic.get(topic);
  if (!codec) throw new Error(`no contract was given for topic ${topic}: add it to the service's contracts`);
  return codec;
}

function schemaIdIn(bytes: Buffer | null): number {
  if (!bytes || bytes.length < HEADER_BYTES)
    throw new UnreadableRecordError('the value is shorter than the 5-byte schema header');
  if (bytes[0] !== MAGIC)
    throw new UnreadableRecordError(`the first byte is ${bytes[0]}, not the magic byte 0`);
  return bytes.readUInt32BE(1);
}

class TopicCodec {
  readonly #type: avsc.Type;
  readonly #header: Buffer;
  /** By writer's schema id; null reads without a resolver. */
  readonly #resolvers = new Map<number, ReturnType<avsc.Type['createResolver']> | null>();

  constructor(schemaText: string, id: number) {
    this.#type = avsc.Type.forSchema(JSON.parse(schemaText), { logicalTypes });
    this.#header = Buffer.alloc(HEADER_BYTES);
    this.#header.writeUInt32BE(id, 1);
    this.#resolvers.set(id, null);
  }

  encode(event: unknown): Buffer {
    try {
      return Buffer.concat([this.#header, this.#type.toBuffer(event)]);
    } catch (error) {
      const paths: string[] = [];
      this.#type.isValid(event, { errorHook: (path) => paths.push(path.join('.')) });
      throw new TypeError(`the event does not fit ${this.#type.name} at ${paths.join(', ') || 'its root'}`, {
        cause: error,
      });
    }
  }

  knows(id: number): boolean {
    return this.#resolvers.has(id);
  }

  learn(id: number, writerText: string): void {
    try {
      const writer = avsc.Type.forSchema(JSON.parse(writerText), { logicalTypes });
      this.#resolvers.set(id, this.#type.createResolver(writer));
    } catch (error) {
      throw new UnreadableRecordError(
        `schema ${id} cannot be read as ${this.#type.name}: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  decode(id: number, bytes: Buffer): unknown {
    try {
      return this.#type.fromBuffer(bytes.subarray(HEADER_BYTES), this.#resolvers.get(id) ?? undefined);
    } catch (error) {
      throw new UnreadableRecordError(
        `the body is not a ${this.#type.name} of schema ${id}: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }
}

/** Asks for each id once at a time, and remembers for a while which do not exist: a poisoned record costs one question. */
class Writers {
  readonly #directory: SchemaDirectory;
  readonly #nowMs: () => number;
  readonly #unknownUntilMs = new Map<number, number>();
  readonly #asking = new Map<number, Promise<string | undefined>>();

  constructor(directory: SchemaDirectory, nowMs: () => number) {
    this.#directory = directory;
    this.#nowMs = nowMs;
  }

  async schemaOf(id: number): Promise<string> {
    const unknown = (this.#unknownUntilMs.get(id) ?? 0) > this.#nowMs();
    const text = unknown ? undefined : await this.#ask(id);
    if (text !== undefined) return text;
    if (!unknown) this.#remember(id);
    throw new UnreadableRecordError(`the registry does not know schema id ${id}`);
  }

  #ask(id: number): Promise<string | undefined> {
    const asked = this.#asking.get(id);
    if (asked) return asked;
    const asking = this.#directory.schemaOf(id).finally(() => this.#asking.delete(id));
    this.#asking.set(id, asking);
    return asking;
  }

  #remember(id: number): void {
    if (this.#unknownUntilMs.size >= MAX_UNKNOWN_IDS) this.#unknownUntilMs.clear();
    this.#unknownUntilMs.set(id, this.#nowMs() + UNKNOWN_ID_MS);
  }
}
