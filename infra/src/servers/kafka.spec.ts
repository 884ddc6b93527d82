import { expect } from 'chai';
import { resolveSettings } from '../settings/settings.ts';
import { newClusterId, serverProperties } from './kafka.ts';
import { apiVersionsRequest, faultIn } from './kafka-probe.ts';

describe('serverProperties', () => {
  const text = serverProperties(resolveSettings({ WANDERLUXE_PORT_BASE: '18000' }), '/data');

  it('listens on this machine only', () => {
    expect(text).to.contain('listeners=PLAINTEXT://127.0.0.1:18092,CONTROLLER://127.0.0.1:18093\n');
    expect(text).to.contain('advertised.listeners=PLAINTEXT://127.0.0.1:18092\n');
  });

  it('tells the clients of an extra listener another port than it listens on', () => {
    const settings = resolveSettings({ WANDERLUXE_PORT_BASE: '18000' });
    const extra = serverProperties(settings, '/data', [{ name: 'PAYMENT', port: 18001, advertisedPort: 9 }]);
    expect(extra).to.contain('CONTROLLER://127.0.0.1:18093,PAYMENT://127.0.0.1:18001\n');
    expect(extra).to.contain('advertised.listeners=PLAINTEXT://127.0.0.1:18092,PAYMENT://127.0.0.1:9\n');
    expect(extra).to.contain('CONTROLLER:PLAINTEXT,PAYMENT:PLAINTEXT\n');
  });

  it('never makes a topic by itself', () => {
    expect(text).to.contain('auto.create.topics.enable=false\n');
  });
});

describe('newClusterId', () => {
  it('is what Kafka accepts: 22 characters that do not begin like an option', () => {
    for (let round = 0; round < 200; round += 1)
      expect(newClusterId()).to.match(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  });
});

describe('the Kafka probe', () => {
  const answer = (correlation: number, error: number): Buffer => {
    const bytes = Buffer.alloc(10);
    bytes.writeInt32BE(correlation, 4);
    bytes.writeInt16BE(error, 8);
    return bytes;
  };

  it('sends its own length', () => {
    const request = apiVersionsRequest();
    expect(request.readInt32BE(0)).to.equal(request.length - 4);
  });

  it('tells a broker that serves from one that does not and from another kind of server', () => {
    const correlation = apiVersionsRequest().readInt32BE(8);
    expect(faultIn(answer(correlation, 0))).to.equal(null);
    expect(faultIn(answer(correlation, 35))).to.contain('error 35');
    expect(faultIn(answer(correlation + 1, 0))).to.contain('not a Kafka broker');
  });
});
