import { randomUUID } from 'node:crypto';
import { addressOf, httpAt, type Settings } from '@wanderluxe/infra';
import { addDays, lookUpBookings, setCapacities } from '@wanderluxe/infra/demo';
import { registerSchemas } from '@wanderluxe/infra/launcher';
import { createCodec, kafkaPublisher, type OutgoingRecord, registryDirectory } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { eventOf, schemaText, subjectOf } from '@wanderluxe/schemas';
import { nextVersionOf } from '../../chaos/world/next-version.ts';
import type { Fault, Ground } from '../fault.ts';
import type { Operator } from '../operator.ts';

const TOPIC = 'booking.requests';
/** Of its own: what the load sells elsewhere is counted to the room. */
const PROPERTY = 'drill-early';
const LATE_ID = 'b-drill-early-schema';
const SCHEMA_ID_AT = 1;
const DAYS_AHEAD = 40;
/** The next version's one field more, absent: the first branch of its union. */
const NULL_BRANCH = Buffer.from([0]);

interface Letter {
  readonly id: string;
  readonly group: string;
  readonly errorMessage: string;
}

export const unreadableRecord: Fault = {
  name: 'unreadable-record',
  title: 'A producer writes with a contract that nobody registered, and another one nonsense',
  done: `two records on ${TOPIC}: a booking under a schema id that the registry does not know, and bytes that are no event`,
  alert: 'DeadLetters',
  runbook: 'dead-letters.md',
  alertOutlives: 'A record that could not be read keeps it for an hour, decided or not',
  findings: [
    'The alert knows how many letters came within the hour, and not what was decided about them: it goes on after the last decision. The runbook says so; silence it there.',
  ],
  prepare: ({ settings }) =>
    setCapacities(httpAt(settings, 'inventoryHttp'), [{ id: PROPERTY, capacity: 1 }]),
  inject: ({ settings }) => publishBoth(settings),
  async follow(ground, operator) {
    await operator.run(['dlq', 'list'], { says: /4 dead letters/ });
    const letters = await lettersNow(operator);
    const [late, nonsense] = [ofLate(letters), letters.filter((one) => !ofLate(letters).includes(one))];
    await operator.run(['dlq', 'show', late[0]?.id ?? 'none'], { says: /unreadable/ });
    await operator.run(['dlq', 'show', nonsense[0]?.id ?? 'none'], { says: /unreadable/ });
    await operator.act('deploy the contract that the producer writes', () => register(ground.settings));
    const why = 'the schema is registered now';
    const replay = ['dlq', 'replay', ...late.map(({ id }) => id), '--reason', why];
    await operator.run([...replay, '--dry-run'], { says: /would|dry/i });
    await operator.run(replay, { kind: 'remedy' });
    const discard = ['dlq', 'discard', ...nonsense.map(({ id }) => id), '--reason', 'no event of anybody'];
    await operator.run(discard, { kind: 'remedy' });
    await operator.run(['dlq', 'list'], { says: /0 dead letters/ });
    await operator.run(['bookings', 'timeline', LATE_ID], { says: /BOOKING_INITIATED/ });
  },
  async notOver({ settings }, operator) {
    const letters = await lettersNow(operator);
    if (letters.length > 0) return `${letters.length} dead letters wait for a decision`;
    const [booking] = await lookUpBookings(httpAt(settings, 'ledgerHttp'), [LATE_ID]);
    return booking?.status === 'CONFIRMED' ? null : `${LATE_ID} is ${booking?.status ?? 'unknown'}`;
  },
};

async function lettersNow(operator: Operator): Promise<Letter[]> {
  const { stdout } = await operator.look('dlq', 'list', '--json');
  return (JSON.parse(stdout || '{"letters":[]}') as { letters: Letter[] }).letters;
}

/** Those whose error names a schema; the others are no Avro at all. */
const ofLate = (letters: readonly Letter[]): Letter[] =>
  letters.filter(({ errorMessage }) => /schema/i.test(errorMessage));

async function publishBoth(settings: Ground['settings']): Promise<void> {
  const brokers = addressOf(settings, 'kafka').split(',');
  const publisher = await kafkaPublisher({ brokers, clientId: 'drill', logger: silentLogger });
  try {
    const early = await bookingUnder(settings, (await highestSchemaId(settings)) + 1);
    const nonsense = { ...early, value: Buffer.from('no event of anybody') };
    await publisher.publish([early, nonsense]);
  } finally {
    await publisher.close();
  }
}

const highestSchemaId = async (settings: Settings): Promise<number> =>
  Math.max(...Object.values(await registerSchemas(addressOf(settings, 'schema-registry'))));

/** Admits the next version of the topic's contract, which gets the next id. */
async function register(settings: Settings): Promise<void> {
  const expected = (await highestSchemaId(settings)) + 1;
  const ids = await registerSchemas(addressOf(settings, 'schema-registry'), (topic) =>
    topic === TOPIC ? nextVersionOf(schemaText(topic)) : schemaText(topic),
  );
  if (ids[subjectOf(TOPIC)] !== expected) throw new Error(`the registry gave ${ids[subjectOf(TOPIC)]}`);
}

/** A good booking, as a producer with the contract's next version writes it. */
async function bookingUnder(settings: Settings, schemaId: number): Promise<OutgoingRecord> {
  const contracts = { [TOPIC]: schemaText(TOPIC) };
  const directory = registryDirectory(addressOf(settings, 'schema-registry'));
  const codec = await createCodec({ directory, contracts, subjectOf });
  const checkIn = addDays(new Date().toISOString().slice(0, 10), DAYS_AHEAD);
  const { topic, key, headers, event } = eventOf({
    topic: TOPIC,
    eventType: 'BOOKING_INITIATED',
    origin: 'gateway',
    traceId: randomUUID().replaceAll('-', ''),
    nowMs: Date.now(),
    payload: {
      ...{ bookingId: LATE_ID, propertyId: PROPERTY, userId: 'u-drill', amount: '240', currency: 'EUR' },
      dates: { checkIn, checkOut: addDays(checkIn, 2) },
    },
  });
  const value = Buffer.concat([codec.encode(topic, event), NULL_BRANCH]);
  value.writeUInt32BE(schemaId, SCHEMA_ID_AT);
  return { topic, key, headers, value };
}
