import { connectPublishing, type PublishingSide } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { schemaText, subjectOf } from '@wanderluxe/schemas';
import { freshId, servers } from '@wanderluxe/testkit';
import { hearRequests } from '../testing/heard-requests.ts';
import { describeBookingRequestsBehaviour } from './booking-requests.behaviour.ts';
import { KafkaBookingRequests } from './kafka-booking-requests.ts';

describe('with a real broker and registry', () => {
  let side: PublishingSide;
  let heard: Awaited<ReturnType<typeof hearRequests>>;
  before(async () => {
    side = await connectPublishing({
      service: freshId('gateway-test'),
      brokers: servers().kafkaBrokers,
      registryUrl: servers().registryUrl,
      contracts: { 'booking.requests': schemaText('booking.requests') },
      subjectOf,
      logger: silentLogger,
    });
    heard = await hearRequests(side.codec);
  });
  after(async () => {
    await heard.stop();
    await side.publisher.close();
  });

  describeBookingRequestsBehaviour('on Kafka', () => ({
    requests: new KafkaBookingRequests(side.codec, side.publisher, silentLogger),
    published: (bookingId) => heard.of(bookingId),
  }));
});
