import { ProblemError } from '@wanderluxe/runtime';
import type { RequestHandler } from 'express';
import type { LiveFeed } from '../live-feed.ts';

const RETRY_MS = 2_000;

/** GET /api/live: server-sent events, each a LiveTelling; the first has the whole window. */
export const getLive =
  (feed: Pick<LiveFeed, 'watch'>): RequestHandler =>
  (_req, res) => {
    res.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    const unwatch = feed.watch((telling) => {
      if (telling === null) return void res.end();
      // A client that does not read is not written to: what it missed is not worth the memory.
      if (!res.writableNeedDrain) res.write(`data: ${JSON.stringify(telling)}\n\n`);
    });
    if (!unwatch) throw tooMany();
    res.write(`retry: ${RETRY_MS}\n\n`);
    res.once('close', unwatch);
  };

const tooMany = (): ProblemError =>
  new ProblemError({
    status: 503,
    code: 'too_many_watchers',
    title: 'Too many pages watch already',
    detail: 'Close some of them and load this one again.',
  });
