import { deadLetterTopicOf } from '@wanderluxe/schemas';
import type { Evidence, RecordSeen } from '../evidence/types.ts';
import { CHAOS_HEADER, type Poison } from '../faults/records.ts';
import { isDeadLetter } from './facts.ts';
import { judgeEach, type Rule, together } from './rule.ts';

/** Promised is 5 s; offsets are committed and looked at twice a second. */
const PASSED_WITHIN_MS = 6_000;
/** After another fault, servers and groups come back to themselves for so long. */
const RECOVERY_MS = 20_000;

const groupsHearing = ({ subscriptions }: Evidence, topic: string): string[] =>
  Object.keys(subscriptions).filter((group) => subscriptions[group]?.includes(topic));

/** A record with a null key can be read: it is one more delivery of its event, and no dead letter. */
const isUnreadable = ({ kind }: Poison): boolean => kind !== 'null-key';

function letterFaults(evidence: Evidence, poison: Poison): string[] {
  const original = evidence.records.find(
    (record) => record.topic === poison.topic && record.headers[CHAOS_HEADER] === poison.id,
  );
  if (!original) return [`the poison ${poison.kind} is not on ${poison.topic}`];
  return groupsHearing(evidence, poison.topic).flatMap((group) => {
    const topic = deadLetterTopicOf(poison.topic, group);
    const letters = evidence.records.filter(
      (record) => record.topic === topic && record.headers[CHAOS_HEADER] === poison.id,
    );
    if (!isUnreadable(poison))
      return letters.length === 0 ? [] : [`${poison.kind} is on ${topic}, though it can be read`];
    if (letters.length === 0) return [`${poison.kind} on ${poison.topic} is not on ${topic}`];
    return letters.flatMap((letter) => contentFaults(letter, original, topic));
  });
}

function contentFaults(letter: RecordSeen, original: RecordSeen, topic: string): string[] {
  const { headers } = letter;
  const position = `${headers['dlq-original-topic']}/${headers['dlq-original-partition']}/${headers['dlq-original-offset']}`;
  return [
    ...(letter.valueBase64 === original.valueBase64 ? [] : [`${topic}: not the bytes of the original`]),
    ...(letter.key === original.key ? [] : [`${topic}: not the key of the original`]),
    ...(position === `${original.topic}/${original.partition}/${original.offset}`
      ? []
      : [`${topic}: says it stood at ${position}`]),
    ...(headers['dlq-error-message'] ? [] : [`${topic}: no reason is given`]),
  ];
}

/** Only where no other fault was near can the poison itself have held anything up. */
function delayFaults(evidence: Evidence, poison: Poison): string[] {
  const disturbed = evidence.faults.some(
    ({ kind, startedAtMs, endedAtMs }) =>
      kind !== 'poison' &&
      kind !== 'duplicates' &&
      startedAtMs < poison.atMs + PASSED_WITHIN_MS &&
      endedAtMs + RECOVERY_MS > poison.atMs,
  );
  const original = evidence.records.find(
    ({ headers, topic }) => topic === poison.topic && headers[CHAOS_HEADER] === poison.id,
  );
  if (disturbed || !original) return [];
  return groupsHearing(evidence, poison.topic).flatMap((group) => {
    const passed = evidence.offsets.find(
      ({ group: of, topic, partition, committed }) =>
        of === group &&
        topic === original.topic &&
        partition === original.partition &&
        committed > original.offset,
    );
    const afterMs = (passed?.atMs ?? Number.POSITIVE_INFINITY) - poison.atMs;
    return afterMs <= PASSED_WITHIN_MS ? [] : [`${group} was held up by ${poison.kind} for ${afterMs} ms`];
  });
}

export const poisonSetAside: Rule = {
  id: 'I12',
  title: 'a poisoned record lands in the DLQ byte for byte, holds up nothing, and nothing else lands there',
  check(evidence) {
    const poisoned = judgeEach(evidence.poisons, (poison) => [
      ...letterFaults(evidence, poison),
      ...delayFaults(evidence, poison),
    ]);
    const ids = new Set(evidence.poisons.map(({ id }) => id));
    const others = judgeEach(evidence.records.filter(isDeadLetter), ({ topic, headers, event }) =>
      ids.has(headers[CHAOS_HEADER] ?? '')
        ? []
        : [`${topic} has ${event?.eventType} of ${event?.bookingId}: ${headers['dlq-error-message']}`],
    );
    return together(poisoned, others);
  },
};
