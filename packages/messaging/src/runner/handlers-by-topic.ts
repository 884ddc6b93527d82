import type { AnyHandler, Subscription } from '../handler.ts';

/**
 * The handler of each topic.
 * @throws Error when a topic has two handlers or two handlers share a name: one of them would hear nothing.
 */
export function handlersByTopic(subscriptions: readonly Subscription[]): Map<string, AnyHandler> {
  const byTopic = new Map<string, AnyHandler>();
  const byName = new Map<string, AnyHandler>();
  for (const { topics, handler } of subscriptions) {
    if ((byName.get(handler.name) ?? handler) !== handler)
      throw new Error(`two handlers are named ${handler.name}: name each like its file`);
    byName.set(handler.name, handler);
    for (const topic of topics) {
      const other = byTopic.get(topic);
      if (other)
        throw new Error(
          `topic ${topic} has two handlers, ${other.name} and ${handler.name}: make one handler call both`,
        );
      byTopic.set(topic, handler);
    }
  }
  return byTopic;
}
