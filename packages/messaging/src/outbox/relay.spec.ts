import { silentLogger } from '@wanderluxe/runtime';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { MemoryLease, MemoryOutbox, MemoryUnitOfWork } from '../memory/index.ts';
import { deferred, outgoing, rejection, texts } from '../testing/fixtures.ts';
import { Relay, type RelayOptions } from './relay.ts';

const outbox = { current: new MemoryOutbox() };
let lease: MemoryLease;
let published: string[];
let nowMs: number;

beforeEach(() => {
  outbox.current = new MemoryOutbox();
  lease = new MemoryLease();
  published = [];
  nowMs = 100_000;
});

async function leaveBehind(...rows: readonly (readonly [id: string, createdAtMs: number])[]): Promise<void> {
  for (const [id, createdAtMs] of rows)
    await new MemoryUnitOfWork().run((tx) =>
      outbox.current.append(tx, { id, createdAtMs, records: [outgoing('key', id)] }),
    );
}

const relayOf = (holder: string, over: Partial<RelayOptions> = {}): Relay =>
  new Relay({
    outbox: outbox.current,
    lease,
    publisher: {
      publish: async (records) => void published.push(...texts(records)),
      isHealthy: () => true,
      close: async () => {},
    },
    holder,
    isPending: () => false,
    logger: silentLogger,
    nowMs: () => nowMs,
    ...over,
  });

const unmarked = async () => (await outbox.current.unpublished(nowMs, 1_000)).map(({ id }) => id);

describe('Relay', () => {
  it('publishes what was left behind, oldest first, and marks it', async () => {
    await leaveBehind(['b', 2_000], ['a', 1_000], ['c', 3_000]);
    expect(await relayOf('one').pass()).to.equal(3);
    expect(published).to.deep.equal(['a', 'b', 'c']);
    expect(await unmarked()).to.deep.equal([]);
  });

  it('leaves young rows to the process that wrote them', async () => {
    await leaveBehind(['old', nowMs - 3_000], ['young', nowMs - 2_999]);
    await relayOf('one').pass();
    expect(published).to.deep.equal(['old']);
  });

  it('leaves out what its own process is publishing', async () => {
    await leaveBehind(['mine', 1_000], ['left', 2_000]);
    await relayOf('one', { isPending: (id) => id === 'mine' }).pass();
    expect(published).to.deep.equal(['left']);
  });

  it('does nothing while another holds the lease, and takes over when it runs out', async () => {
    await leaveBehind(['a', 1_000]);
    await lease.acquire('other', nowMs, 10_000);
    expect(await relayOf('one').pass()).to.equal(0);
    nowMs += 10_000;
    expect(await relayOf('one').pass()).to.equal(1);
  });

  it('publishes all on demand, page by page: whoever has the lease, and what is dated ahead', async () => {
    const many = Array.from({ length: 120 }, (_, index) => [`r${1_000 + index}`, index] as const);
    await leaveBehind(...many, ['ahead', Date.now() + 3_600_000], ['mine', 5_000]);
    await lease.acquire('other', nowMs, 10_000);
    await relayOf('one', { isPending: (id) => id === 'mine' }).publishAll();
    expect(published).to.have.length(121);
    expect(published.at(-1)).to.equal('ahead');
    expect(await outbox.current.unpublished(Number.MAX_SAFE_INTEGER, 9)).to.have.length(1);
  });

  it('stops in the middle when it was frozen past its lease and another took over', async () => {
    await leaveBehind(['a', 1_000], ['b', 2_000]);
    const frozen = relayOf('frozen', {
      publisher: {
        publish: async (records) => {
          published.push(...texts(records));
          nowMs += 60_000;
          await lease.acquire('successor', nowMs, 10_000);
        },
        isHealthy: () => true,
        close: async () => {},
      },
    });
    expect(await frozen.pass()).to.equal(1);
    expect(published).to.deep.equal(['a']);
  });

  it('marks only what was acknowledged, and keeps the order after a failure', async () => {
    await leaveBehind(['a', 1_000], ['b', 2_000]);
    const failing = relayOf('one', {
      publisher: {
        publish: async () => {
          throw new Error('no leader');
        },
        isHealthy: () => false,
        close: async () => {},
      },
    });
    await rejection(failing.pass());
    expect(await unmarked()).to.deep.equal(['a', 'b']);
    await relayOf('one').pass();
    expect(published).to.deep.equal(['a', 'b']);
  });

  it('goes on by itself, page by page, and frees its lease when it stops', async () => {
    await leaveBehind(...Array.from({ length: 250 }, (_, index) => [`r${1_000 + index}`, index] as const));
    const relay = relayOf('one', { intervalMs: 60_000 });
    relay.start();
    await eventually(() => expect(published).to.have.length(250));
    expect(published).to.deep.equal([...published].sort());
    await relay.stop();
    expect(await lease.acquire('two', nowMs, 1)).to.equal(true);
  });

  it('stops in time while the broker does not answer', async () => {
    await leaveBehind(['a', 1_000]);
    const reached = deferred();
    const relay = relayOf('one', {
      publisher: {
        publish: () => {
          reached.resolve();
          return new Promise(() => {});
        },
        isHealthy: () => false,
        close: async () => {},
      },
    });
    relay.start();
    await reached.promise;
    await relay.stop(20);
    expect(await unmarked()).to.deep.equal(['a']);
  });
});
