import { createPacer, forEachBounded, setBehaviour } from '@wanderluxe/infra/demo';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { scrape } from './bench/scrape.ts';
import { newCrowd } from './harness/crowd.ts';
import { type Engine, type ServiceName, sharedEngine } from './harness/engine.ts';
import { PlainPosts } from './harness/plain-posts.ts';
import { expectAllPromisesKept, Run } from './harness/run.ts';
import { type SecondInstance, startSecond } from './harness/second-instance.ts';

const CONSUMERS = ['inventory', 'payment', 'booking-ledger'] as const;
const PER_SECOND = 40;
const MOST_BOOKINGS = 4_000;
const CONNECTIONS = 20;
/** So many are accepted before an instance is told to stop, so that it has some in hand. */
const UNDER_WAY = 40;
const ENDS_WITHIN_MS = 10_000;
/** Below the session timeout, 10 s: whoever only stops to answer is missed so long. */
const TAKEN_OVER_WITHIN_MS = 4_000;
/** What was left behind is found by sweeps and reconcilers, and ends as well, but not before 30 s. */
const ENDED_WITHIN_MS = 25_000;
const ASSIGNED = 'wl_messaging_assigned_partitions';

describe('SIGTERM under load', function drain() {
  this.timeout(180_000);
  const instances = new Map<ServiceName, SecondInstance>();
  const loadEnds = new AbortController();
  let engine: Engine;
  let gatewayUrl: string;
  let posts: PlainPosts;
  let run: Run;
  let load: Promise<void>;

  const opsUrlOf = (name: ServiceName) =>
    ({
      gateway: engine.gatewayOpsUrl,
      inventory: engine.inventoryOpsUrl,
      payment: engine.paymentOpsUrl,
      'booking-ledger': engine.ledgerOpsUrl,
    })[name];
  const assignedTo = (name: ServiceName) => scrape(opsUrlOf(name), ASSIGNED);
  /** Partitions of the topics that a service hears. */
  const all = new Map<ServiceName, number>();

  async function start(name: ServiceName, httpPort = 0): Promise<SecondInstance> {
    const instance = await startSecond(engine, name, httpPort);
    instances.set(name, instance);
    return instance;
  }

  async function join(name: ServiceName): Promise<void> {
    const alone = await assignedTo(name);
    all.set(name, alone);
    await start(name);
    const isShared = async () => expect(await assignedTo(name)).to.be.within(1, alone - 1);
    await eventually(isShared, { withinMs: 60_000 });
  }

  before(async () => {
    engine = await sharedEngine();
    const [{ httpPort }] = await Promise.all([start('gateway'), ...CONSUMERS.map(join)]);
    gatewayUrl = `http://127.0.0.1:${httpPort}`;
    await setBehaviour(engine.bankUrl, { latencyMs: 200, latencyJitterMs: 200, declineShare: 0.1 });
    const { properties, bookings } = await newCrowd(engine, MOST_BOOKINGS, 40);
    posts = new PlainPosts(gatewayUrl, CONNECTIONS);
    run = new Run(engine, properties, posts);
    const pace = createPacer(PER_SECOND);
    load = forEachBounded(
      bookings,
      { limit: CONNECTIONS, pace, signal: loadEnds.signal },
      async (booking) => void (await run.post(booking)),
    );
    load.catch(() => {});
  });
  after(async () => {
    loadEnds.abort();
    for (const { process } of instances.values()) process.kill('SIGKILL');
    if (engine) await setBehaviour(engine.bankUrl, {});
  });

  /** Waits until bookings are under way, sends SIGTERM, and sees a proper end in time. */
  async function stop(name: ServiceName): Promise<void> {
    const { process, ended, lines } = instances.get(name) as SecondInstance;
    const enough = run.posted.length + UNDER_WAY;
    await eventually(() => expect(run.posted.length).to.be.at.least(enough), { withinMs: 30_000 });
    const stoppedMs = performance.now();
    process.kill('SIGTERM');
    expect(await ended, `${name}'s exit code`).to.equal(0);
    expect(performance.now() - stoppedMs).to.be.below(ENDS_WITHIN_MS);
    const left = lines().filter(({ message }) => message.startsWith('a step of stopping'));
    expect(left, `${name} finished what it had in hand`).to.deep.equal([]);
  }

  for (const name of CONSUMERS) {
    it(`${name} finishes and leaves its group: the other instance has its partitions at once`, async () => {
      await stop(name);
      const isTakenOver = async () => expect(await assignedTo(name)).to.equal(all.get(name));
      await eventually(isTakenOver, { withinMs: TAKEN_OVER_WITHIN_MS });
    });
  }

  it('gateway answers what it was asked and ends its connections: no client is cut, and its successor goes on', async () => {
    await stop('gateway');
    await start('gateway', Number(new URL(gatewayUrl).port));
    const enough = run.posted.length + UNDER_WAY;
    await eventually(() => expect(run.posted.length).to.be.at.least(enough), { withinMs: 30_000 });
    expect(posts.cut).to.deep.equal([]);
    expect(posts.ended, 'connections that it ended by its answers').to.be.at.least(1);
  });

  it('every booking that was accepted came to its end, none by a sweep, and the bank has one charge for each that is confirmed', async () => {
    loadEnds.abort();
    await load;
    const loadEndedMs = performance.now();
    const { summary } = await run.finish();
    expect(performance.now() - loadEndedMs).to.be.below(ENDED_WITHIN_MS);
    expectAllPromisesKept(summary);
    expect(summary).to.include({ accepted: run.posted.length, refused: 0 });
    expect(summary.confirmed).to.be.at.least(UNDER_WAY);
  });
});
