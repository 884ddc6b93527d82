import { expect } from 'chai';
import type { OutgoingRecord } from '../ports.ts';
import { deferred, outgoing, rejection, texts } from '../testing/fixtures.ts';
import { CoalescingPublisher, WithdrawnError } from './coalescing-publisher.ts';

/** A client whose sends end when told. */
class FakeClient {
  readonly sends: { records: readonly OutgoingRecord[]; resolve(): void; reject(error: Error): void }[] = [];
  nowMs = 0;
  readonly publisher = new CoalescingPublisher(
    (records) => {
      const { promise, resolve, reject } = deferred();
      this.sends.push({ records, resolve, reject });
      return promise;
    },
    async () => {},
    () => this.nowMs,
  );

  sent(): string[][] {
    return this.sends.map(({ records }) => texts(records));
  }
}

/** A send begins a turn after what was published; that turn may come second. */
const settled = async () => {
  for (let turns = 0; turns < 2; turns += 1) await new Promise(setImmediate);
};

describe('CoalescingPublisher', () => {
  it('makes one send of all that comes while another is under way, in order', async () => {
    const client = new FakeClient();
    const publish = (text: string) => client.publisher.publish([outgoing('k', text)]);
    const first = publish('a');
    await settled();
    const others = ['b', 'c', 'd'].map(publish);
    await settled();
    client.sends[0]?.resolve();
    await first;
    await settled();
    client.sends[1]?.resolve();
    await Promise.all(others);
    expect(client.sent()).to.deep.equal([['a'], ['b', 'c', 'd']]);
  });

  it('makes one send of all that is published in one turn', async () => {
    const client = new FakeClient();
    const publishing = ['a', 'b'].map((text) => client.publisher.publish([outgoing('k', text)]));
    await settled();
    client.sends[0]?.resolve();
    await Promise.all(publishing);
    expect(client.sent()).to.deep.equal([['a', 'b']]);
  });

  it('sends nothing when all was withdrawn within the turn', async () => {
    const client = new FakeClient();
    const withdraw = new AbortController();
    const withdrawn = client.publisher.publish([outgoing('k', 'a')], withdraw.signal);
    withdraw.abort();
    expect(await rejection(withdrawn)).to.be.instanceOf(WithdrawnError);
    await client.publisher.close();
    expect(client.sends).to.have.length(0);
  });

  it('has one send under way at a time', async () => {
    const client = new FakeClient();
    void client.publisher.publish([outgoing('k', 'a')]);
    await settled();
    void client.publisher.publish([outgoing('k', 'b')]);
    await settled();
    expect(client.sends).to.have.length(1);
  });

  it('fails exactly the publishes of the send that failed', async () => {
    const client = new FakeClient();
    const first = client.publisher.publish([outgoing('k', 'a')]);
    await settled();
    const second = client.publisher.publish([outgoing('k', 'b')]);
    client.sends[0]?.reject(new Error('no leader'));
    expect((await rejection(first)).message).to.equal('no leader');
    await settled();
    client.sends[1]?.resolve();
    await second;
  });

  it('cuts what is more than a broker takes into several sends, and acknowledges after the last', async () => {
    const client = new FakeClient();
    const large = Array.from({ length: 3 }, () => outgoing('k', 'x'.repeat(300_000)));
    const publishing = client.publisher.publish(large);
    await settled();
    for (const index of [0, 1, 2]) {
      expect(client.sends).to.have.length(index + 1);
      client.sends[index]?.resolve();
      await settled();
    }
    await publishing;
    expect(client.sends.map(({ records }) => records.length)).to.deep.equal([1, 1, 1]);
  });

  it('limits the records of a send', async () => {
    const client = new FakeClient();
    const publishing = client.publisher.publish(
      Array.from({ length: 2_500 }, (_, index) => outgoing('k', String(index))),
    );
    await settled();
    for (const index of [0, 1, 2]) {
      client.sends[index]?.resolve();
      await settled();
    }
    await publishing;
    expect(client.sends.map(({ records }) => records.length)).to.deep.equal([1_000, 1_000, 500]);
  });

  it('withdraws what was not handed over, and only that', async () => {
    const client = new FakeClient();
    const [handedOver, waiting] = [new AbortController(), new AbortController()];
    const first = client.publisher.publish([outgoing('k', 'a')], handedOver.signal);
    await settled();
    const second = client.publisher.publish([outgoing('k', 'b')], waiting.signal);
    handedOver.abort();
    waiting.abort();
    expect(await rejection(second)).to.be.instanceOf(WithdrawnError);
    client.sends[0]?.resolve();
    await first;
    expect(client.sent()).to.deep.equal([['a']]);
  });

  it('never sends what was withdrawn beforehand', async () => {
    const client = new FakeClient();
    const error = await rejection(client.publisher.publish([outgoing('k', 'a')], AbortSignal.abort()));
    expect(error).to.be.instanceOf(WithdrawnError);
    expect(client.sends).to.deep.equal([]);
  });

  it('is unhealthy while one send takes too long, and healthy again after it', async () => {
    const client = new FakeClient();
    expect(client.publisher.isHealthy()).to.equal(true);
    const publishing = client.publisher.publish([outgoing('k', 'a')]);
    await settled();
    client.nowMs = 1_999;
    expect(client.publisher.isHealthy()).to.equal(true);
    client.nowMs = 2_000;
    expect(client.publisher.isHealthy()).to.equal(false);
    client.sends[0]?.resolve();
    await publishing;
    await settled();
    expect(client.publisher.isHealthy()).to.equal(true);
  });

  it('sends nothing for no records', async () => {
    const client = new FakeClient();
    await client.publisher.publish([]);
    expect(client.sends).to.deep.equal([]);
  });

  it('closes after the last send', async () => {
    const client = new FakeClient();
    const publishing = client.publisher.publish([outgoing('k', 'a')]);
    let closed = false;
    const closing = client.publisher.close().then(() => {
      closed = true;
    });
    await settled();
    expect(closed).to.equal(false);
    client.sends[0]?.resolve();
    await Promise.all([publishing, closing]);
  });
});
