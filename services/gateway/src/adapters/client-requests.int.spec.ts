import { connectPublishing, type PublishingSide } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { schemaText, subjectOf } from '@wanderluxe/schemas';
import { freshId, servers } from '@wanderluxe/testkit';
import { hearRequests } from '../testing/heard-requests.ts';
import { describeClientRequestsBehaviour } from './client-requests.behaviour.ts';
import { intakeTopics } from './connect-edges.ts';
import { KafkaClientRequests } from './kafka-client-requests.ts';

describe('with a real broker and registry', () => {
  let side: PublishingSide;
  let heard: Awaited<ReturnType<typeof hearRequests>>;
  before(async () => {
    side = await connectPublishing({
      service: freshId('gateway-test'),
      brokers: servers().kafkaBrokers,
      registryUrl: servers().registryUrl,
      contracts: Object.fromEntries(intakeTopics.map((topic) => [topic, schemaText(topic)])),
      subjectOf,
      logger: silentLogger,
    });
    heard = await hearRequests(side.codec);
  });
  after(async () => {
    await heard.stop();
    await side.publisher.close();
  });

  describeClientRequestsBehaviour('on Kafka', () => ({
    requests: new KafkaClientRequests(side.codec, side.publisher, silentLogger),
    published: (bookingId) => intakeTopics.flatMap((topic) => heard.of(bookingId, topic)),
  }));
});
