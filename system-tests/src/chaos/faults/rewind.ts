import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaAdmin, moveOffsets } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type TopicName, topicNames, topics } from '@wanderluxe/schemas';

const WITHIN_MS = 60_000;
const RETRY_MS = 500;

/**
 * Moves a stopped group's offsets back by so many records in each partition. Tries until the group is empty (a
 * member that was killed stays in it for its session timeout) and the broker answers. Answers how many were moved.
 * @throws Error when it could not be done in time
 */
export async function rewindGroup(
  brokers: readonly string[],
  group: string,
  records: number,
): Promise<number> {
  const deadlineMs = Date.now() + WITHIN_MS;
  for (;;) {
    try {
      return await rewindOnce(brokers, group, records);
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await sleep(RETRY_MS);
    }
  }
}

async function rewindOnce(brokers: readonly string[], group: string, records: number): Promise<number> {
  const options = { brokers, clientId: 'chaos', logger: silentLogger };
  const admin = await kafkaAdmin(options);
  try {
    const heard = topicNames.filter((name) => isHeardBy(name, group));
    const offsets = await Promise.all(
      heard.map(async (topic) =>
        (await admin.offsets(group, topic)).map((position) => ({ topic, ...position })),
      ),
    );
    const back = offsets
      .flat()
      .filter(({ committed }) => committed > 0)
      .map(({ committed, ...position }) => ({ ...position, offset: Math.max(0, committed - records) }));
    await moveOffsets(options, group, back);
    return back.length;
  } finally {
    await admin.close();
  }
}

const isHeardBy = (topic: TopicName, group: string): boolean =>
  (topics[topic].consumers as readonly string[]).includes(group);
