import type { IncomingRecord, OutgoingRecord } from '@wanderluxe/messaging';
import { DEAD_LETTER_DECISIONS } from '@wanderluxe/schemas';
import type { Action, DeadLetter } from './letter.ts';

export interface Decision {
  readonly action: Action;
  readonly reason: string;
  /** Who decided, as the system knows them. */
  readonly by: string;
  readonly atMs: number;
}

/** The durable word about a letter; a letter with one is no longer listed. */
export function decisionRecord(letter: DeadLetter, { action, reason, by, atMs }: Decision): OutgoingRecord {
  const { eventId, orderingId, topic, group } = letter;
  const at = new Date(atMs).toISOString();
  const value = { letter: letter.id, action, reason, by, at, eventId, orderingId, topic, group };
  return {
    topic: DEAD_LETTER_DECISIONS,
    key: letter.id,
    value: Buffer.from(JSON.stringify(value)),
    headers: {},
  };
}

/** Ids of the letters that were decided about. */
export const decidedIds = (records: readonly IncomingRecord[]): ReadonlySet<string> =>
  new Set(
    records.filter(({ topic }) => topic === DEAD_LETTER_DECISIONS).map(({ key }) => key?.toString() ?? ''),
  );
