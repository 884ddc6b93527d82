import type { Wish } from '../chaos/load/requests.ts';
import { arm } from './failpoint-world.ts';
import type { Ground } from './ground.ts';
import { effectOf, pointTextOf, type Target } from './points.ts';
import type { Round } from './round.ts';
import type { HandlingService } from './stores.ts';
import { until } from './until.ts';

/** How a process is brought to a failpoint. */
export interface Way {
  /** How often the service dies in the preparation, elsewhere than at the point. */
  readonly deathsBefore?: number;
  /** Before it is armed. */
  prepare?(ground: Ground, round: Round): Promise<void>;
  /** Leads there, and goes on through the death until the clients are content. `hasDied` tells whether it has been there. */
  act(ground: Ground, round: Round, hasDied: () => boolean): Promise<void>;
  /** After the death, while the process is started again. */
  afterwards?(ground: Ground, round: Round): Promise<void>;
}

const WITHIN_MS = 90_000;
/** For what leads to its point only when a limit of time holds that a busy machine may miss. */
const MAX_TRIES = 5;
const handling = ({ target }: Round): HandlingService => target.service as HandlingService;

/** Two bookings for one room, one declined, one captured without an answer, one confirmed and then cancelled. */
async function smallLoad(ground: Ground, round: Round): Promise<void> {
  const patient = [
    round.wish('first', 'captured', 0),
    round.wish('second', 'captured', 0),
    round.wish('declined', 'declined', 3),
    round.wish('lost', 'lost', 6),
  ].map((wish) => ground.clients.serve(wish));
  await Promise.all([...patient, cancelWhenConfirmed(ground, round.wish('cancelled', 'captured', 9))]);
}

async function cancelWhenConfirmed(ground: Ground, wish: Wish): Promise<void> {
  await ground.clients.serve(wish);
  if (await ground.isConfirmed(wish)) await ground.clients.serve({ ...wish, manner: 'cancelling' });
}

const load: Way = { act: smallLoad };

/**
 * Its claims are lost, it is asked for again, and the ledger knows it. A ledger that cannot say so in time counts as one
 * that does not know: the booking is accepted again, for nothing, and asked for once more. The ledger dies at its own
 * failpoints meanwhile, so what counts is not how often this is tried but whether the ledger was there.
 */
const forgottenClaim: Way = {
  async prepare(ground, round) {
    const wish = round.wish('known', 'captured', 0);
    await ground.clients.serve(wish);
    await ground.isConfirmed(wish);
  },
  async act(ground, round, hasDied) {
    const ledger = ground.world.processes['booking-ledger'];
    await until('a claim given back', WITHIN_MS, async () => {
      await ledger.healthyWithin(WITHIN_MS);
      await Promise.all(round.wishes.map((wish) => ground.forgetClaim(wish)));
      await Promise.all(round.wishes.map((wish) => ground.clients.serve(wish)));
      return hasDied() || undefined;
    });
  },
};

const newProperty: Way = {
  async act(ground, { property }) {
    await ground.open([{ ...property, capacity: property.capacity + 1 }]);
    await ground.open([property]);
  },
};

/** Nobody knows whether it is paid when its time is over. */
const expiredHold: Way = {
  async act(ground, round) {
    const wish = round.wish('unpaid', 'hanging', 0);
    await ground.clients.serve(wish);
    await until(`${wish.bookingId} held`, WITHIN_MS, async () =>
      (await ground.stores.statusOf('inventory', wish.bookingId)) === 'HELD' ? true : undefined,
    );
    await ground.stores.letHoldExpire(wish.bookingId);
  },
};

/** An operator is called about a payment, and says that the engine is to go on asking. */
const operator: Way = {
  async act(ground, round) {
    const wish = round.wish('unknown', 'hanging', 0);
    await ground.clients.serve(wish);
    await until(`an operator called for ${wish.bookingId}`, WITHIN_MS, async () => {
      const status = await ground.stores.statusOf('payment', wish.bookingId);
      return status === 'NEEDS_OPERATOR' ? true : undefined;
    });
    await ground.askOn(wish.bookingId);
  },
};

/**
 * The service dies before it can publish what it has committed; the relay of its next life finds that, maybe at once:
 * it is armed from its start on.
 */
const leftBehind: Way = {
  deathsBefore: 1,
  async prepare(ground, round) {
    const { service } = round.target;
    const one = ground.world.processes[service];
    one.onceWith({ WANDERLUXE_FAILPOINT: pointTextOf(round.target) });
    const deaths = one.diedAt.length;
    const hasDied = () => one.diedAt.length > deaths;
    await arm(one, `${service}/outbox-kafka.publish:before`, hasDied);
    await ground.clients.serve(round.wish('said', 'captured', 0));
    await until(`${service} dead with a row behind it`, WITHIN_MS, () => hasDied() || undefined);
  },
  act: smallLoad,
};

/** A stop that comes while a reconciliation waits out a difference leaves the lease to time: then it is stopped again. */
const gentleStop: Way = {
  async act(ground, round, hasDied) {
    const one = ground.world.processes[round.target.service];
    for (let tries = 0; tries < MAX_TRIES && !hasDied(); tries += 1) {
      if (tries > 0) await arm(one, pointTextOf(round.target));
      const start = await one.stopGently();
      start();
    }
    await smallLoad(ground, round);
  },
};

/** A booking that its service cannot handle, because of what its own row is like. */
async function bookSpoilt(ground: Ground, round: Round): Promise<Wish> {
  const wish = round.wish('spoilt', 'captured', 0, round.aside);
  await ground.stores.spoil(handling(round), wish.bookingId);
  await ground.clients.serve(wish);
  return wish;
}

async function parkSpoilt(ground: Ground, round: Round): Promise<void> {
  await bookSpoilt(ground, round);
  await ground.retryRecord(handling(round), round.aside.id);
}

async function mend(ground: Ground, round: Round): Promise<void> {
  for (const { bookingId, propertyId } of round.wishes)
    if (propertyId === round.aside.id) await ground.stores.unspoil(handling(round), bookingId);
}

const failing: Way = {
  async act(ground, round) {
    await Promise.all([bookSpoilt(ground, round), smallLoad(ground, round)]);
  },
  afterwards: mend,
};

/** Its cause is mended, and the record comes again. */
const parkedBefore: Way = {
  async prepare(ground, round) {
    await parkSpoilt(ground, round);
    await mend(ground, round);
  },
  act: (ground, round) => ground.repeat(handling(round), round.aside.id),
};

const buried = async (ground: Ground, round: Round): Promise<void> => {
  await ground.deadLetter(handling(round), round.aside.id);
  await mend(ground, round);
};

async function replayAll(ground: Ground, round: Round): Promise<void> {
  for (const wish of round.wishes)
    if (wish.propertyId === round.aside.id) await ground.replayUntilFree(handling(round), wish);
}

const failingForGood: Way = {
  prepare: parkSpoilt,
  act: (ground, round) => ground.atLastLevel(handling(round), round.aside.id),
  async afterwards(ground, round) {
    await buried(ground, round);
    await replayAll(ground, round);
  },
};

/**
 * Mended only once the replay has come: what still waits in the first retry topic would empty the line before it, and
 * then there is nothing to revive.
 */
const replayed: Way = {
  async prepare(ground, round) {
    await parkSpoilt(ground, round);
    await ground.atLastLevel(handling(round), round.aside.id);
    await ground.deadLetter(handling(round), round.aside.id);
  },
  async act(ground, round, hasDied) {
    await ground.replayLetters(handling(round), round.aside.id);
    await until('the replay', WITHIN_MS, () => hasDied() || undefined).finally(() => mend(ground, round));
  },
  afterwards: replayAll,
};

/** Points that a small load does not lead to. */
const ways: Readonly<Record<string, Way>> = {
  'claims.release': forgottenClaim,
  'properties.setCapacities': newProperty,
  'reservations.markExpiryRequested': expiredHold,
  'expire-holds.commit': expiredHold,
  'operator.commit': operator,
  'relay-kafka.publish': leftBehind,
  'relay-outbox.markPublished': leftBehind,
  'relay-lease.release': gentleStop,
  'reconcile-lease.release': gentleStop,
  'expire-holds-lease.release': gentleStop,
  'parking-kafka.publish': failing,
  'parked.park': failing,
  'parked.join': parkedBefore,
  'parked.leave': parkedBefore,
  'parked.bury': failingForGood,
  'parked.revive': replayed,
};

export const wayTo = (target: Target): Way => ways[effectOf(target)] ?? load;
