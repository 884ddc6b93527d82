import {
  createCodec,
  type IncomingRecord,
  type KafkaOptions,
  kafkaAdmin,
  kafkaPublisher,
  type OutgoingRecord,
  readTopics,
  registryDirectory,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import {
  DEAD_LETTER_DECISIONS,
  deadLetterTopicOf,
  retryTopicOf,
  schemaText,
  subjectOf,
  type TopicName,
  topicNames,
  topics,
} from '@wanderluxe/schemas';
import { CommandError, exitStatus, messageOf } from '../errors.ts';
import { addressOf } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import { type Decision, decidedIds, decisionRecord } from './decisions.ts';
import { type LetterFilter, matches } from './filter.ts';
import { type DeadLetter, decisionFor, letterOf, oldestFirst } from './letter.ts';

const kafkaOf = (settings: Settings): KafkaOptions => ({
  brokers: addressOf(settings, 'kafka').split(','),
  clientId: 'wanderluxe-dlq',
  logger: silentLogger,
});

const allDeadLetterTopics = (): string[] =>
  topicNames.flatMap((topic) => topics[topic].consumers.map((group) => deadLetterTopicOf(topic, group)));

/** Dead letters that nobody has decided about yet, oldest first. */
export async function undecided(settings: Settings, filter: LetterFilter): Promise<DeadLetter[]> {
  const records = await read(settings);
  const decided = decidedIds(records);
  return records
    .filter(({ topic }) => topic !== DEAD_LETTER_DECISIONS)
    .map(letterOf)
    .filter((letter) => !decided.has(letter.id) && matches(letter, filter))
    .sort(oldestFirst);
}

async function read(settings: Settings): Promise<IncomingRecord[]> {
  try {
    return await readTopics(kafkaOf(settings), [...allDeadLetterTopics(), DEAD_LETTER_DECISIONS]);
  } catch (cause) {
    throw new CommandError(`the dead letters could not be read: ${messageOf(cause)}`, {
      remedy: 'see that Kafka runs (./wanderluxe status) and has the topics (./wanderluxe schemas push)',
      exit: exitStatus.failed,
      cause,
    });
  }
}

/**
 * Tells the groups, then records the decision: cut off in between, the letters are listed still and may be decided
 * again, which is harmless.
 */
export async function decide(
  settings: Settings,
  letters: readonly DeadLetter[],
  decision: Decision,
): Promise<void> {
  await requireListeners(settings, letters);
  const publisher = await kafkaPublisher(kafkaOf(settings));
  try {
    const publish = (recordOf: (letter: DeadLetter) => OutgoingRecord) =>
      publisher.publish(letters.map(recordOf));
    await publish((letter) => decisionFor(letter, decision.action));
    await publish((letter) => decisionRecord(letter, decision));
  } finally {
    await publisher.close();
  }
}

/** A group that runs without hearing its retry topics would never get what is sent back. */
async function requireListeners(settings: Settings, letters: readonly DeadLetter[]): Promise<void> {
  const admin = await kafkaAdmin(kafkaOf(settings));
  try {
    for (const [group, own] of Map.groupBy(letters, (letter) => letter.group)) {
      const heard = await admin.topicsOf(group);
      const unheard = own
        .map(({ topic }) => retryTopicOf(topic, group, 1))
        .find((topic) => !heard.includes(topic));
      if (heard.length > 0 && unheard !== undefined)
        throw new CommandError(`${group} runs, but does not listen to ${unheard}`, {
          remedy: `give ${group} its retry topics (the option "retries" of connectProcessing), restart it, and repeat`,
        });
    }
  } finally {
    await admin.close();
  }
}

/** The event in a letter, or why it cannot be read. */
export async function eventIn(settings: Settings, letter: DeadLetter): Promise<unknown> {
  try {
    const codec = await createCodec({
      directory: registryDirectory(addressOf(settings, 'schema-registry')),
      contracts: { [letter.topic]: schemaText(letter.topic as TopicName) },
      subjectOf,
    });
    return await codec.decode(letter.topic, letter.record.value);
  } catch (error) {
    return { unreadable: messageOf(error) };
  }
}
