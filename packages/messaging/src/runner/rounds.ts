import type { AnyHandler } from '../handler.ts';

interface Ordered {
  readonly handler: AnyHandler;
  readonly orderingId: string | undefined;
}

/**
 * What may share a transaction, in the order in which it came: an ordering id meets one handler in each round. Two
 * handlers that decide about the same id from the same facts would conflict with each other, however often they gather
 * again, and the whole batch would go on one by one.
 */
export function roundsOf<T extends Ordered>(items: readonly T[]): T[][] {
  const rounds: T[][] = [];
  const last = new Map<string, { round: number; handler: AnyHandler }>();
  for (const item of items) {
    const { handler, orderingId } = item;
    const before = orderingId === undefined ? undefined : last.get(orderingId);
    const round = before ? before.round + (before.handler === handler ? 0 : 1) : 0;
    if (orderingId !== undefined) last.set(orderingId, { round, handler });
    const own = rounds[round];
    if (own) own.push(item);
    else rounds.push([item]);
  }
  return rounds;
}
