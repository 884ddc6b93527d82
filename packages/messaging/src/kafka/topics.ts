import type { KafkaOptions, TopicPlan } from './cluster.ts';
import { kafkaAdmin } from './kafkajs.ts';

/** `KafkaAdmin.createTopics` over a connection of its own. */
export async function createTopics(options: KafkaOptions, plans: readonly TopicPlan[]): Promise<string[]> {
  const admin = await kafkaAdmin(options);
  try {
    return await admin.createTopics(plans);
  } finally {
    await admin.close();
  }
}

/** @throws Error naming the topics that do not exist: a producer would wait for them without end. */
export async function requireTopics(options: KafkaOptions, topics: readonly string[]): Promise<void> {
  const admin = await kafkaAdmin(options);
  try {
    const missing = await admin.missingTopics(topics);
    if (missing.length > 0)
      throw new Error(`no such topics: ${missing.join(', ')}. Create them first: ./wanderluxe schemas push`);
  } finally {
    await admin.close();
  }
}
