import {
  type Codec,
  createCodec,
  type IncomingRecord,
  readTopics,
  registryDirectory,
  retryHeaders,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import {
  deadLetterTopicOf,
  type EventOn,
  RETRY_LEVELS,
  retryTopicOf,
  schemaText,
  subjectOf,
  type TopicName,
  topicNames,
  topics,
} from '@wanderluxe/schemas';
import { addressOf } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';

interface Position {
  readonly at: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** An event of a booking, as it stands on its topic. */
export interface EventSeen extends Position {
  readonly eventType: string;
  readonly origin: string;
  readonly traceId: string;
  readonly reason: string | null;
  /** Said once more because somebody asked; `false` and said before means that a fault repeated it. */
  readonly saidAgain: boolean;
}

/** A record that a group failed to handle: in a retry topic, or given up. */
export interface SetAside extends Position {
  readonly eventType: string;
  readonly group: string;
  readonly attempt: string;
  readonly error: string;
  readonly isDeadLetter: boolean;
}

export interface BookingEvents {
  readonly events: readonly EventSeen[];
  readonly setAside: readonly SetAside[];
}

/** Where to look: all events of a property are in one partition of each topic. */
export interface Where {
  readonly bookingId: string;
  readonly propertyId: string;
  /** Epoch milliseconds, by the brokers' clocks. */
  readonly fromMs: number;
  readonly toMs: number;
}

interface AsideTopic {
  readonly original: TopicName;
  readonly group: string;
  readonly isDeadLetter: boolean;
}

const levels = Array.from({ length: RETRY_LEVELS }, (_, index) => index + 1);

const asideTopics: ReadonlyMap<string, AsideTopic> = new Map(
  topicNames.flatMap((original) =>
    topics[original].consumers.flatMap((group): [string, AsideTopic][] => [
      ...levels.map((level): [string, AsideTopic] => [
        retryTopicOf(original, group, level),
        { original, group, isDeadLetter: false },
      ]),
      [deadLetterTopicOf(original, group), { original, group, isDeadLetter: true }],
    ]),
  ),
);

/** Everything on Kafka that is about one booking, by time. */
export async function eventsOf(settings: Settings, where: Where): Promise<BookingEvents> {
  const { bookingId, propertyId: key, fromMs, toMs } = where;
  const brokers = addressOf(settings, 'kafka').split(',');
  const records = await readTopics(
    { brokers, clientId: 'wanderluxe-bookings', logger: silentLogger },
    [...topicNames, ...asideTopics.keys()],
    { fromMs, toMs, key },
  );
  const codec = await createCodec({
    directory: registryDirectory(addressOf(settings, 'schema-registry')),
    contracts: Object.fromEntries(topicNames.map((topic) => [topic, schemaText(topic)])),
    subjectOf,
  });
  const events: EventSeen[] = [];
  const setAside: SetAside[] = [];
  // Cheap before dear: most records of a property are about other bookings.
  for (const record of records.filter(({ value }) => value?.includes(bookingId))) {
    const event = await eventIn(codec, record);
    if (event?.payload.bookingId !== bookingId) continue;
    const aside = asideTopics.get(record.topic);
    if (aside) setAside.push(asideSeen(record, event, aside));
    else events.push(eventSeen(record, event));
  }
  return { events, setAside };
}

type AnyEvent = EventOn<TopicName>;

/** Undefined for what nobody can read: it is about no booking that could be named. */
async function eventIn(codec: Codec, record: IncomingRecord): Promise<AnyEvent | undefined> {
  const topic = asideTopics.get(record.topic)?.original ?? record.topic;
  try {
    return (await codec.decode(topic, record.value)) as AnyEvent;
  } catch {
    return undefined;
  }
}

const positionOf = ({ topic, partition, offset, timestampMs }: IncomingRecord): Position => ({
  at: new Date(timestampMs).toISOString(),
  topic,
  partition,
  offset,
});

function eventSeen(record: IncomingRecord, { eventType, payload, metadata }: AnyEvent): EventSeen {
  const reason = 'reason' in payload && payload.reason ? payload.reason : null;
  const { origin, traceId } = metadata;
  const saidAgain = record.headers['said-again'] !== undefined;
  return { ...positionOf(record), eventType, origin, traceId, reason, saidAgain };
}

function asideSeen(
  record: IncomingRecord,
  { eventType }: AnyEvent,
  { group, isDeadLetter }: AsideTopic,
): SetAside {
  const header = (name: string) => record.headers[name]?.toString() ?? '';
  const prefix = isDeadLetter ? 'dlq' : 'retry';
  return {
    ...positionOf(record),
    eventType,
    group,
    attempt: isDeadLetter ? header('dlq-attempts') : header(retryHeaders.attempt),
    error: [header(`${prefix}-error-class`), header(`${prefix}-error-message`)].filter(Boolean).join(': '),
    isDeadLetter,
  };
}
