import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { httpAt } from '@wanderluxe/infra';
import { setBehaviour } from '@wanderluxe/infra/demo';
import { type IncomingRecord, kafkaAdmin, kafkaPublisher, readTopics } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { deadLetterTopicOf, RETRY_LEVELS, retryTopicOf, topicNames, topics } from '@wanderluxe/schemas';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { bookingWithStatus, cancelBooking, newBooking, postBooking } from './harness/client.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { newProperty } from './harness/rooms.ts';

/** Every topic with its retry and dead-letter topics. */
const allTopics = topicNames.flatMap((topic) => [
  topic,
  ...topics[topic].consumers.flatMap((group) => [
    deadLetterTopicOf(topic, group),
    ...Array.from({ length: RETRY_LEVELS }, (_, index) => retryTopicOf(topic, group, index + 1)),
  ]),
]);
const WITHIN = { withinMs: 30_000 };
const DEAD_LETTERS = deadLetterTopicOf('booking.requests', 'inventory');

describe('personal and payment data that clients send', function canaries() {
  this.timeout(300_000);
  const mark = freshId('cnry').replaceAll('-', '');
  const [name, email, card] = [`Ann ${mark}`, `${mark}@example.org`, `tok_${mark}`];
  const poison = Buffer.from(`{"guest":"${name}","card":"${card}"`);
  const kafka = { brokers: servers().kafkaBrokers, clientId: 'system-tests', logger: silentLogger };
  const startedMs = Date.now();
  let engine: Engine;
  let bookingIds: string[];
  let records: IncomingRecord[];

  const opsUrls = () => [
    ...[engine.gatewayOpsUrl, engine.inventoryOpsUrl, engine.paymentOpsUrl],
    httpAt(engine.settings, 'ledgerOps'),
  ];
  const setLevels = (level: string) =>
    Promise.all(
      opsUrls().map(async (ops) => {
        const headers = { 'content-type': 'application/json' };
        const body = JSON.stringify({ level });
        expect((await fetch(`${ops}/loglevel`, { method: 'PUT', headers, body })).status).to.equal(200);
      }),
    );
  const planted = {
    'x-guest-name': name,
    cookie: `card=${card}`,
    authorization: `Bearer ${card}`,
    from: email,
  };
  const post = (body: string, query = '') =>
    fetch(`${engine.gatewayUrl}/api/v1/bookings${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...planted },
      body,
    }).then(({ status }) => status);

  before(async () => {
    engine = await sharedEngine();
    await setLevels('debug');
    const booking = newBooking(await newProperty(engine, 3));
    const declined = newBooking(booking.propertyId);
    bookingIds = [booking.bookingId, declined.bookingId];
    expect((await postBooking(engine.gatewayUrl, booking, planted)).status).to.equal(202);
    await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'CONFIRMED');
    await setBehaviour(engine.bankUrl, { declineShare: 1 });
    expect(await post(JSON.stringify(declined), `?card=${card}&email=${email}`)).to.equal(202);
    await bookingWithStatus(engine.gatewayUrl, declined.bookingId, 'FAILED');
    await setBehaviour(engine.bankUrl, {});
    // What is refused: unknown fields, fields that hold something else, and what is no JSON.
    expect(await post(JSON.stringify({ ...booking, guest: { name, email }, [card]: card }))).to.equal(400);
    expect(await post(JSON.stringify({ ...booking, userId: email, amount: card }))).to.equal(400);
    expect(await post(`{"bookingId":"${name}","card":"${card}",`)).to.equal(400);
    expect((await fetch(`${engine.gatewayUrl}/api/v1/${card}?email=${email}`)).status).to.equal(404);
    expect((await fetch(`${engine.gatewayUrl}/api/v1/bookings/${card}%E0%A4`)).status).to.equal(400);
    expect((await cancelBooking(engine.gatewayUrl, booking.bookingId, `write to ${email}`)).status).to.equal(
      400,
    );
    const publisher = await kafkaPublisher(kafka);
    await publisher.publish([
      { topic: 'booking.requests', key: booking.propertyId, value: poison, headers: { 'x-guest': name } },
    ]);
    await publisher.close();
    await eventually(async () => {
      const letters = await readTopics(kafka, [DEAD_LETTERS], { fromMs: startedMs });
      expect(letters.some(({ value }) => value?.equals(poison))).to.equal(true);
    }, WITHIN);
    const admin = await kafkaAdmin(kafka);
    const missing = await admin.missingTopics(allTopics);
    await admin.close();
    expect(missing).to.deep.equal([]);
    records = await readTopics(kafka, allTopics, { fromMs: startedMs });
  });
  after(async () => {
    if (engine) await setLevels('info');
  });

  const logs = () => {
    const folder = join(engine.settings.folder, 'logs');
    return readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  };

  it('are in no log', () => {
    expect(logs().map(({ file }) => file)).to.include.members([
      'gateway.log',
      'payment.log',
      'inventory.log',
    ]);
    expect(
      logs()
        .map(({ text }) => text)
        .join(),
    ).to.include('the log level was set');
    expect(
      logs()
        .filter(({ text }) => text.includes(mark))
        .map(({ file }) => file),
    ).to.deep.equal([]);
  });

  it('are in no event, and in no dead letter but in the bytes that were not ours', () => {
    const isPoison = ({ value }: IncomingRecord) => value?.equals(poison) === true;
    const heard = records.filter(({ value }) => value?.includes(bookingIds[0] as string));
    expect(heard.length, 'events of the booking were read').to.be.at.least(4);
    expect(records.filter((record) => !isPoison(record) && record.value?.includes(mark))).to.deep.equal([]);
    const told = records.flatMap(({ headers }) =>
      Object.entries(headers).filter(([header, value]) => header !== 'x-guest' && value.includes(mark)),
    );
    expect(told).to.deep.equal([]);
  });

  it('are in no metric', async () => {
    for (const ops of opsUrls()) {
      const text = await (await fetch(`${ops}/metrics`)).text();
      expect(text, `${ops} has metrics`).to.include('process_cpu');
      expect(text.includes(mark), ops).to.equal(false);
    }
  });

  it('every log line that has a booking has its trace', () => {
    const lines = logs()
      .flatMap(({ text }) => text.split('\n'))
      .filter((line) => line.startsWith('{') && line.includes('"bookingId"'))
      .map((line) => JSON.parse(line) as { bookingId?: string; traceId?: string; message?: string });
    expect(lines.filter(({ bookingId, traceId }) => bookingId && !traceId)).to.deep.equal([]);
  });
});
