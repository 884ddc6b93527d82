import { counted } from '../talk.ts';
import type { DeadLetter } from './letter.ts';

/** A letter without its bytes, as `list --json` prints it. */
export function summaryOf({ record: _, atMs, ...letter }: DeadLetter) {
  return { ...letter, at: new Date(atMs).toISOString() };
}

/** All of a letter, as `show` prints it: key and headers as text, the bytes in base64. */
export function detailsOf(letter: DeadLetter, event: unknown) {
  const { key, value, headers } = letter.record;
  return {
    ...summaryOf(letter),
    key: key?.toString() ?? null,
    headers: Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString()])),
    valueBase64: value?.toString('base64') ?? null,
    event,
  };
}

/** Three lines a letter: what it is, why, and how to name it. */
export function letterLines(letter: DeadLetter): string {
  const { id, topic, partition, offset, group, eventId, orderingId, errorClass, errorMessage, attempts } =
    letter;
  return [
    `${new Date(letter.atMs).toISOString()}  ${topic}/${partition}/${offset} by ${group}, ${counted(attempts, 'attempt')}`,
    `  ${errorClass}: ${errorMessage}`,
    `  event ${eventId ?? 'unreadable'}, of ${orderingId ?? 'unknown'}; letter ${id}`,
  ].join('\n');
}
