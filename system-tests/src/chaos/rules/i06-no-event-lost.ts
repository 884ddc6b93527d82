import type { Evidence, OutboxRecordSeen, RecordSeen } from '../evidence/types.ts';
import { isDeadLetter, isOfChaos } from './facts.ts';
import { judgeEach, type Rule, together } from './rule.ts';

const contentOf = ({ topic, key, valueBase64 }: OutboxRecordSeen | RecordSeen): string =>
  `${topic} ${key} ${valueBase64}`;

/** Two rows may say the same event, under spans of their own. */
const eventOf = (record: OutboxRecordSeen | RecordSeen): string =>
  record.event ? `${record.topic} ${record.event.eventId}` : contentOf(record);

/** What a booking says later, it says because of the earlier: in this order, whatever a wrong clock wrote beside it. */
const LATER = new Set(['BOOKING_CANCELLED', 'BOOKING_FAILED']);

const rankOf = ({ event }: OutboxRecordSeen): number => (LATER.has(event?.eventType ?? '') ? 1 : 0);

/**
 * Positions of first occurrences must rise with the outbox: compared per service, topic and booking. What says that it is
 * said again is none. Where a service's
 * clock was wrong for a while, the times of its rows say nothing, and only cause and effect count.
 */
function reordered({ outbox, records, faults }: Evidence): string[] {
  const wrongClocks = new Set(
    faults.filter(({ kind }) => kind === 'service-clock').map(({ target }) => target),
  );
  const firstAt = new Map<string, number>();
  for (const record of records) {
    const at = firstAt.get(eventOf(record));
    if (at === undefined || record.offset < at) firstAt.set(eventOf(record), record.offset);
  }
  const rows = [...outbox].sort((a, b) => a.createdAtMs - b.createdAtMs);
  const said = rows.flatMap(({ service, records: own }) =>
    own.filter(({ isSaidAgain }) => !isSaidAgain).map((record) => ({ service, record })),
  );
  const lines = Map.groupBy(
    said,
    ({ service, record }) => `${service} ${record.topic} ${record.event?.bookingId}`,
  );
  return [...lines].flatMap(([line, inTime]) => {
    const [{ service }] = inTime as [(typeof inTime)[0]];
    const all = wrongClocks.has(service) ? firstOfEachRank(inTime) : inTime;
    const offsets = all.map(({ record }) => firstAt.get(eventOf(record)) ?? -1);
    const fell = offsets.some((offset, index) => index > 0 && offset < offsets[index - 1]!);
    return fell ? [`${line}: first occurrences at offsets ${offsets.join(', ')}`] : [];
  });
}

const firstOfEachRank = <T extends { record: OutboxRecordSeen }>(all: readonly T[]): T[] =>
  [0, 1].flatMap((rank) => all.find(({ record }) => rankOf(record) === rank) ?? []);

export const noEventLost: Rule = {
  id: 'I6',
  title: 'every outbox row reached its topic, first occurrences in order; nothing else did',
  check(evidence) {
    const { outbox, records } = evidence;
    const onTopics = new Set(records.map(contentOf));
    const lost = judgeEach(outbox, ({ service, id, isPublished, records: own }) => [
      ...(isPublished ? [] : [`row ${id} of ${service} is not marked as published`]),
      ...own
        .filter((record) => !onTopics.has(contentOf(record)))
        .map(({ topic, event }) => `${event?.eventType} of ${event?.bookingId} never reached ${topic}`),
    ]);
    const inOutbox = new Set(outbox.flatMap((row) => row.records.map(contentOf)));
    const engines = records.filter(
      (record) =>
        record.topic !== 'booking.requests' &&
        record.topic !== 'booking.cancellations' &&
        !isDeadLetter(record) &&
        !isOfChaos(record),
    );
    const phantoms = judgeEach(
      engines,
      (record) =>
        inOutbox.has(contentOf(record))
          ? []
          : [`${record.topic} carries ${record.event?.eventType}, which no outbox has`],
      ({ event }) => event?.bookingId ?? '',
    );
    const order = { checked: outbox.length, violations: reordered(evidence).map((what) => ({ what })) };
    return together(lost, phantoms, order);
  },
};
