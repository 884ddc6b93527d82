import type { DemoBooking } from './booking.ts';
import { createPacer, forEachBounded } from './bounded.ts';
import { setClock } from './engine-apis.ts';
import { type GatewayPosts, gatewayPosts, type PostBooking } from './gateway-posts.ts';
import type { OutcomeWatch } from './outcomes.ts';
import { showProgress } from './progress.ts';
import { type Action, replaySpans } from './replay-spans.ts';
import type { Posted } from './summary.ts';

/** Requests under way at once: enough for the gateway to send many in one produce call. */
const POSTS_IN_FLIGHT = 200;

export interface Replay {
  readonly gatewayUrl: string;
  readonly gatewayOpsUrl: string;
  readonly bookings: readonly DemoBooking[];
  /** Also lets guests cancel, on their days. */
  readonly withCancellations: boolean;
  /** Bookings a second; as fast as it goes when absent. */
  readonly rate: number | undefined;
  readonly watch: OutcomeWatch;
  readonly signal: AbortSignal;
}

async function postOne(post: PostBooking, booking: DemoBooking): Promise<Posted> {
  const postedAtMs = Date.now();
  const startedMs = performance.now();
  const result = await post(booking);
  const refusal = result.kind === 'refused' ? result.reason : null;
  return { booking, postedAtMs, answeredAfterMs: performance.now() - startedMs, refusal };
}

/** Does what guests do, in their order; who cancels waits until the booking was taken. */
class Guests {
  readonly #gateway: GatewayPosts;
  readonly #watch: OutcomeWatch;
  readonly #posted: Posted[];
  readonly #posting = new Map<string, Promise<Posted>>();

  constructor(gateway: GatewayPosts, watch: OutcomeWatch, posted: Posted[]) {
    this.#gateway = gateway;
    this.#watch = watch;
    this.#posted = posted;
  }

  async act({ kind, booking }: Action): Promise<void> {
    await (kind === 'book' ? this.#book(booking) : this.#cancel(booking));
  }

  async #book(booking: DemoBooking): Promise<void> {
    const posting = postOne(this.#gateway.post, booking);
    if (booking.cancelledOn !== undefined) this.#posting.set(booking.bookingId, posting);
    const one = await posting;
    this.#posted.push(one);
    if (one.refusal === null) this.#watch.add(booking.bookingId);
  }

  async #cancel(booking: DemoBooking): Promise<void> {
    const posted = await this.#posting.get(booking.bookingId);
    this.#posting.delete(booking.bookingId);
    if (posted?.refusal !== null) return;
    const { kind } = await this.#gateway.cancel(booking);
    if (kind === 'accepted') this.#watch.cancel(booking.bookingId);
  }
}

async function actAll(replay: Replay, posted: Posted[]): Promise<void> {
  const { gatewayUrl, gatewayOpsUrl, watch, signal, bookings, withCancellations } = replay;
  const gateway = gatewayPosts(gatewayUrl);
  const guests = new Guests(gateway, watch, posted);
  const options = { limit: POSTS_IN_FLIGHT, pace: createPacer(replay.rate), signal };
  try {
    for (const { day, actions } of replaySpans(bookings, withCancellations)) {
      if (signal.aborted) return;
      await setClock(gatewayOpsUrl, day);
      await forEachBounded(actions, options, (action) => guests.act(action));
    }
  } finally {
    await setClock(gatewayOpsUrl, null);
    await gateway.close();
  }
}

/** Posts all bookings and waits until each accepted one has its outcome, showing both. */
export async function replayBookings(replay: Replay): Promise<Posted[]> {
  const { watch } = replay;
  const posted: Posted[] = [];
  const stopShowing = showProgress(() => {
    const refused = posted.filter(({ refusal }) => refusal !== null).length;
    return {
      ...{ posted: posted.length, total: replay.bookings.length, accepted: posted.length - refused, refused },
      ...{ confirmed: watch.count('CONFIRMED'), failed: watch.count('FAILED') },
      cancelled: watch.count('CANCELLED'),
    };
  });
  const noLonger = new AbortController();
  const following = watch.follow(AbortSignal.any([replay.signal, noLonger.signal]));
  try {
    await actAll(replay, posted);
    watch.allPosted();
    await following;
  } finally {
    noLonger.abort();
    await following;
    stopShowing();
  }
  return posted;
}
