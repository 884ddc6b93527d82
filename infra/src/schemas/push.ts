import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { createTopics } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { schemaText, subjectOf, type TopicName, topicNames } from '@wanderluxe/schemas';
import { CommandError, exitStatus } from '../errors.ts';
import { reasonOf } from '../servers/probes.ts';
import { keepSchemas } from '../servers/registry-snapshot.ts';
import { addressOf } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import type { Talk } from '../talk.ts';
import { topicPlan } from './topic-plan.ts';

/** What a push found or made: the registered id of each subject, and the topics that were new. */
export interface PushResult {
  readonly ids: Readonly<Record<string, number>>;
  readonly createdTopics: readonly string[];
}

/**
 * Registers a schema for every topic under `<topic>-value`, FULL_TRANSITIVE; answers their ids.
 * @throws CommandError for the first that does not fit the versions before it
 */
export async function registerSchemas(
  url: string,
  textOf: (topic: TopicName) => string = schemaText,
): Promise<Record<string, number>> {
  const registry = new SchemaRegistry({ host: url });
  const ids: Record<string, number> = {};
  // In the table's order, so that a first push gives the same ids everywhere.
  for (const topic of topicNames) {
    const subject = subjectOf(topic);
    const schema = { type: SchemaType.AVRO as const, schema: textOf(topic) };
    try {
      const { id } = await registry.register(schema, {
        subject,
        compatibility: COMPATIBILITY.FULL_TRANSITIVE,
      });
      ids[subject] = id;
    } catch (cause) {
      throw new CommandError(`the schema registry refuses ${subject}: ${reasonOf(cause)}`, {
        remedy:
          'a change must be readable by old and new readers: add fields with defaults, remove only such fields',
        exit: exitStatus.failed,
        cause,
      });
    }
  }
  return ids;
}

async function createMissingTopics(brokers: string, partitions?: number): Promise<string[]> {
  try {
    const options = { brokers: brokers.split(','), clientId: 'wanderluxe-deploy', logger: silentLogger };
    return await createTopics(options, topicPlan(partitions));
  } catch (cause) {
    throw new CommandError(`the Kafka topics could not be created: ${reasonOf(cause)}`, {
      remedy: `see that the brokers at ${brokers} are up and let this user create topics`,
      exit: exitStatus.failed,
      cause,
    });
  }
}

/**
 * The deploy step for contracts: registers every topic's schema under `<topic>-value` with FULL_TRANSITIVE
 * compatibility and creates the topics. Doing it again changes nothing.
 * @param partitions of topics that are new
 */
export async function pushSchemas(settings: Settings, talk: Talk, partitions?: number): Promise<PushResult> {
  const registry = addressOf(settings, 'schema-registry');
  const [ids, createdTopics] = await Promise.all([
    registerSchemas(registry),
    createMissingTopics(addressOf(settings, 'kafka'), partitions),
  ]);
  // Somebody else's registry keeps its schemas itself.
  if (!settings.external['schema-registry']) await keepSchemas(registry, settings.folder);
  talk(`contracts: ${Object.keys(ids).length} schemas registered, ${createdTopics.length} topics created`);
  return { ids, createdTopics };
}
