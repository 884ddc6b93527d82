import type { TopicPartition } from '../ports.ts';
import type { KafkaOptions } from './cluster.ts';
import { kafkaAdmin, kafkaSource } from './kafkajs.ts';

const JOIN_WITHIN_MS = 15_000;

/**
 * Makes a group that has no members go on from these offsets, by joining it for a moment: the client's own call for
 * this waits five seconds for each topic.
 * @throws Error while the group has members, or when it could not be joined in time
 */
export async function moveOffsets(
  options: KafkaOptions,
  group: string,
  positions: readonly (TopicPartition & { readonly offset: number })[],
): Promise<void> {
  if (positions.length === 0) return;
  await requireEmpty(options, group);
  const topics = [...new Set(positions.map(({ topic }) => topic))];
  const { promise: joined, resolve, reject } = Promise.withResolvers<void>();
  const late = setTimeout(() => reject(new Error(`could not join group ${group}`)), JOIN_WITHIN_MS);
  const source = kafkaSource({ ...options, groupId: group, topics, onFatal: reject });
  try {
    await source.start({ offer: () => 0, assigned: () => resolve() });
    await joined;
    await source.commit(positions);
  } finally {
    clearTimeout(late);
    await source.stop();
  }
}

async function requireEmpty(options: KafkaOptions, group: string): Promise<void> {
  const admin = await kafkaAdmin(options);
  try {
    const topics = await admin.topicsOf(group);
    if (topics.length > 0) throw new Error(`group ${group} has members: stop them before moving its offsets`);
  } finally {
    await admin.close();
  }
}
