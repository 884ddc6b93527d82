import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaSource } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { RETRY_LEVELS, retryTopicOf, topicNames, topics } from '@wanderluxe/schemas';
import type { Inject } from './ground.ts';

const JOIN_WITHIN_MS = 5_000;
const AWAY_MS = 300;

const levels = Array.from({ length: RETRY_LEVELS }, (_, index) => index + 1);

/** All that the members of a group hear: a member that hears something else would confuse the others. */
const heardBy = (group: string): string[] =>
  topicNames
    .filter((topic) => (topics[topic].consumers as readonly string[]).includes(group))
    .flatMap((topic) => [topic, ...levels.map((level) => retryTopicOf(topic, group, level))]);

/** A member joins the group, takes partitions and does nothing about them, leaves, and comes back. */
export const churn: Inject = async ({ world }, { target, amount }) => {
  const end = new AbortController();
  let joins = 0;
  const run = async (): Promise<void> => {
    while (!end.signal.aborted) {
      if (await visit(world.direct.kafkaBrokers, target, amount)) joins += 1;
      await sleep(AWAY_MS);
    }
  };
  const running = run();
  return async () => {
    end.abort();
    await running;
    return joins > 0 ? `a member of ${target} came and went ${joins} times` : null;
  };
};

/** Whether it became a member. */
async function visit(brokers: readonly string[], groupId: string, stayMs: number): Promise<boolean> {
  const { promise: assigned, resolve } = Promise.withResolvers<boolean>();
  const source = kafkaSource({
    ...{ brokers, clientId: 'chaos-churn', logger: silentLogger, groupId, topics: heardBy(groupId) },
    onFatal: () => resolve(false),
  });
  try {
    await source.start({ offer: () => 0, assigned: () => resolve(true) });
    const joined = await Promise.race([assigned, sleep(JOIN_WITHIN_MS, false)]);
    if (joined) await sleep(stayMs);
    return joined;
  } catch {
    return false;
  } finally {
    await source.stop().catch(() => {});
  }
}
