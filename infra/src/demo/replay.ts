import type { DemoBooking } from './booking.ts';
import { createPacer, forEachBounded } from './bounded.ts';
import { clockSpans } from './clock-spans.ts';
import { setClock } from './engine-apis.ts';
import { gatewayPosts, type PostBooking } from './gateway-posts.ts';
import type { OutcomeWatch } from './outcomes.ts';
import { showProgress } from './progress.ts';
import type { Posted } from './summary.ts';

/** Requests under way at once: enough for the gateway to send many in one produce call. */
const POSTS_IN_FLIGHT = 200;

export interface Replay {
  readonly gatewayUrl: string;
  readonly gatewayOpsUrl: string;
  readonly bookings: readonly DemoBooking[];
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

async function postAll(replay: Replay, posted: Posted[]): Promise<void> {
  const { gatewayUrl, gatewayOpsUrl, watch, signal } = replay;
  const gateway = gatewayPosts(gatewayUrl);
  const options = { limit: POSTS_IN_FLIGHT, pace: createPacer(replay.rate), signal };
  try {
    for (const { day, bookings } of clockSpans(replay.bookings)) {
      if (signal.aborted) return;
      await setClock(gatewayOpsUrl, day);
      await forEachBounded(bookings, options, async (booking) => {
        const one = await postOne(gateway.post, booking);
        posted.push(one);
        if (one.refusal === null) watch.add(booking.bookingId);
      });
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
    const { confirmed, failed } = watch;
    const accepted = posted.length - refused;
    return { posted: posted.length, total: replay.bookings.length, accepted, refused, confirmed, failed };
  });
  const noLonger = new AbortController();
  const following = watch.follow(AbortSignal.any([replay.signal, noLonger.signal]));
  try {
    await postAll(replay, posted);
    watch.allPosted();
    await following;
  } finally {
    noLonger.abort();
    await following;
    stopShowing();
  }
  return posted;
}
