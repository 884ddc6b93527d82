import type { AnyHandler, Identified, Outgoing, Received } from '../handler.ts';
import type { Transaction } from '../ports.ts';
import { Causes } from './causes.ts';
import type { MayCommit } from './overlap.ts';

/** What one handler makes of its part of a batch. */
interface Outcome {
  readonly handler: AnyHandler;
  readonly changes: readonly unknown[];
  readonly events: readonly Outgoing[];
  readonly causes: Causes;
}

export interface Work {
  readonly handler: AnyHandler;
  readonly received: Received<Identified, unknown>;
}

/** Stores changes and events in one transaction and sees to it that the events are published. */
export interface EventCommitter {
  commit(events: readonly Outgoing[], save: (tx: Transaction) => Promise<void>): Promise<void>;
}

/**
 * What a handler has left to do after the commit. It may fail and be called again: it always has the changes of that
 * commit.
 */
export interface Settling {
  readonly handler: string;
  readonly settle: () => Promise<void>;
}

/**
 * Gathers, decides and saves a batch that may span topics, partitions and handlers, in one transaction. Throws what
 * a step threw; nothing is written then, or (commit whose answer was lost) it is safe to do again. Nothing is written
 * before `mayCommit` resolves.
 */
export async function commitBatch(
  works: readonly Work[],
  committer: EventCommitter,
  mayCommit: MayCommit = async () => {},
): Promise<readonly Settling[]> {
  const outcomes = await Promise.all([...byHandler(works)].map(([handler, batch]) => decide(handler, batch)));
  await mayCommit();
  const changed = outcomes.filter(({ changes }) => changes.length > 0);
  const events = outcomes.flatMap((outcome) => outcome.events);
  if (changed.length > 0 || events.length > 0) {
    await committer.commit(events, async (tx) => {
      for (const { handler, changes } of changed) await handler.save(tx, changes);
    });
  }
  return changed
    .filter(({ handler }) => handler.settle)
    .map(({ handler, changes, causes }) => ({
      handler: handler.name,
      settle: async () => handler.settle?.(changes, causes),
    }));
}

/** Commits a batch and settles it. Throws what a step threw; everything done so far is then safe to do again. */
export async function handleBatch(works: readonly Work[], committer: EventCommitter): Promise<void> {
  const settlings = await commitBatch(works, committer);
  await Promise.all(settlings.map((one) => one.settle()));
}

async function decide(
  handler: AnyHandler,
  batch: readonly Received<Identified, unknown>[],
): Promise<Outcome> {
  const facts = await handler.gather(batch);
  const { changes, events } = handler.decide(batch, facts);
  const causes = new Causes(batch);
  return { handler, changes, events: causes.carriedOn(events), causes };
}

/** Grouped by handler; a repetition within the batch is the same event and is left out, unless it is asked for. */
function byHandler(works: readonly Work[]): Map<AnyHandler, Received<Identified, unknown>[]> {
  const seen = new Set<string>();
  const groups = new Map<AnyHandler, Received<Identified, unknown>[]>();
  for (const { handler, received } of works) {
    const identity = `${handler.name}/${received.event.eventId}`;
    if (seen.has(identity) && !handler.seesRepetitions) continue;
    seen.add(identity);
    const group = groups.get(handler);
    if (group) group.push(received);
    else groups.set(handler, [received]);
  }
  return groups;
}
