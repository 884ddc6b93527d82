import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  connectMongo,
  connectProcessing,
  type Identified,
  type Processing,
  type Received,
  readTopics,
} from '@wanderluxe/messaging';
import { createOps, silentLogger } from '@wanderluxe/runtime';
import {
  DEAD_LETTER_DECISIONS,
  deadLetterTopicOf,
  type EventOn,
  eventOf,
  retryTopicOf,
  schemaText,
  subjectOf,
} from '@wanderluxe/schemas';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { MongoClient } from 'mongodb';
import { repositoryRoot } from '../paths.ts';
import { pushSchemas } from '../schemas/push.ts';
import { resolveSettings, type Settings } from '../settings/settings.ts';
import { silent } from '../talk.ts';
import { decide, eventIn, undecided } from './dead-letters.ts';

const PATIENT = { withinMs: 40_000, everyMs: 200 };
const TOPIC = 'hold.expired';
const GROUP = 'payment';
type Event = Identified & EventOn<typeof TOPIC>;

/** Plays the payment service, whose handler has a bug that meets one booking. */
describe('dlq on real servers', function () {
  this.timeout(180_000);
  const bad = freshId('bad');
  const good = freshId('good');
  const handled: string[] = [];
  let buggy = true;
  let home: string;
  let env: Record<string, string>;
  let settings: Settings;
  let client: MongoClient;
  let processing: Processing;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'dlq-'));
    const { kafkaBrokers, registryUrl, mongoUri } = servers();
    env = {
      WANDERLUXE_HOME: home,
      KAFKA_BROKERS: kafkaBrokers.join(','),
      SCHEMA_REGISTRY_URL: registryUrl,
    };
    settings = resolveSettings(env, 'dlq');
    await pushSchemas(settings, silent);
    client = await connectMongo(mongoUri, 'dlq-test');
    processing = await connectProcessing({
      service: GROUP,
      brokers: kafkaBrokers,
      registryUrl,
      contracts: { [TOPIC]: schemaText(TOPIC) },
      subjectOf,
      deadLetterTopicOf,
      retries: {
        orderingIdOf: (event: Event) => event.payload.bookingId,
        retryTopicOf,
        delaysMs: [200, 300, 400],
      },
      logger: silentLogger,
      client,
      db: client.db(freshId('dlq')),
      metricsRegistry: createOps({ port: 0, host: '127.0.0.1', service: 'dlq', checks: {} }).registry,
      onFatal: (error) => {
        throw error;
      },
    });
    await processing.consume([{ topics: [TOPIC], handler: handler() }]);
  });
  after(async () => {
    await processing.stop();
    await client.close();
    rmSync(home, { recursive: true });
  });

  const handler = () => ({
    name: 'void-payment-on-hold-expired',
    gather: async (batch: readonly Received<Event>[]) => {
      if (buggy && batch.some(({ event }) => event.payload.bookingId.startsWith('bad')))
        throw new TypeError('a bug meets this booking');
    },
    decide: (batch: readonly Received<Event>[]) => ({
      changes: batch.map(({ event }) => event.payload.bookingId),
      events: [],
    }),
    save: async () => {},
    settle: async (ids: readonly string[]) => {
      handled.push(...ids);
    },
  });
  const publish = (...bookingIds: string[]) =>
    processing.publisher.publish(
      bookingIds.map((bookingId) => {
        const said = eventOf({
          topic: TOPIC,
          eventType: 'HOLD_EXPIRED',
          origin: 'inventory',
          traceId: randomUUID().replaceAll('-', ''),
          nowMs: Date.now(),
          payload: {
            bookingId,
            propertyId: 'city-hotel',
            userId: 'guest',
            amount: '10',
            currency: 'EUR',
            dates: { checkIn: '2027-01-01', checkOut: '2027-01-02' },
          },
        });
        const { topic, key, headers } = said;
        return { topic, key, headers, value: processing.codec.encode(topic, said.event) };
      }),
    );
  const lettersOf = async (bookingId: string) =>
    (await undecided(settings, { topic: TOPIC, group: GROUP })).filter(
      ({ orderingId }) => orderingId === bookingId,
    );
  const command = async (...args: string[]) => {
    const main = join(repositoryRoot, 'infra/src/main.ts');
    const options = { env: { ...process.env, ...env } };
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'dlq', ...args], options);
    return JSON.parse(stdout);
  };

  it('brings a poisoned booking through by a replay, once its handler is mended', async () => {
    await publish(bad, good);
    await eventually(() => expect(handled).to.include(good), PATIENT);
    await eventually(async () => expect(await lettersOf(bad)).to.have.length(1), PATIENT);
    const [letter] = await lettersOf(bad);
    if (!letter) throw new Error('no letter');
    expect(letter).to.include({ errorClass: 'TypeError', group: GROUP, topic: TOPIC, attempts: 20 });
    expect(await eventIn(settings, letter)).to.deep.include({ eventId: letter.eventId });
    buggy = false;
    await decide(settings, [letter], { action: 'replay', reason: 'test', by: 'ann', atMs: Date.now() });
    await eventually(() => expect(handled).to.include(bad), PATIENT);
    expect(await lettersOf(bad)).to.deep.equal([]);
  });

  it('discards by command, with a reason that is kept, and handles what is discarded no more', async () => {
    buggy = true;
    const gone = freshId('bad');
    await publish(gone);
    await eventually(async () => expect(await lettersOf(gone)).to.have.length(1), PATIENT);
    const [letter] = await lettersOf(gone);
    const id = letter?.id ?? '';
    const { letters } = await command('list', '--json', '--group', GROUP, '--error', 'typeerror');
    expect(letters.map((listed: { id: string }) => listed.id)).to.include(id);
    expect((await command('show', id)).event.payload.bookingId).to.equal(gone);
    const dry = await command('discard', id, '--dry-run', '--json', '--reason', 'not yet');
    expect([dry.dryRun, dry.letters.length]).to.deep.equal([true, 1]);
    expect(await lettersOf(gone), 'after a dry run').to.have.length(1);
    buggy = false;
    await command('discard', id, '--json', '--reason', 'test');
    expect(await lettersOf(gone)).to.deep.equal([]);
    const last = freshId('good');
    await publish(gone, last);
    await eventually(() => expect(handled).to.include.members([last, gone]), PATIENT);
    expect(
      handled.filter((id) => id === gone),
      'the one that came later',
    ).to.have.length(1);
    const { kafkaBrokers: brokers } = servers();
    const kept = await readTopics({ brokers, clientId: 'dlq-test', logger: silentLogger }, [
      DEAD_LETTER_DECISIONS,
    ]);
    const decision = kept.find(({ key }) => key?.toString() === id);
    expect(JSON.parse(String(decision?.value))).to.include({ action: 'discard', reason: 'test' });
  });
});
