import { type ClientRequest, type ClientRequests, NotPublishedError } from '../ports.ts';

/** What became of a sent event; unknown when the broker's client gave up without a word on its fate. */
export type Fate = 'published' | 'not_published' | 'unknown';

export interface Sending {
  /** The fate, or pending when it is still open after the time given. Never rejects. */
  readonly inTime: Promise<Fate | 'pending'>;
  /** The fate, however late. Never rejects. */
  readonly settled: Promise<Fate>;
}

/** Publishes; when the time is up, takes the event back if that is still possible. */
export function sendWithin(requests: ClientRequests, event: ClientRequest, timeoutMs: number): Sending {
  const withdraw = new AbortController();
  const settled = requests.publish(event, withdraw.signal).then(() => 'published' as const, fateOf);
  const late = new Promise<'pending'>((resolve) => {
    const timer = setTimeout(() => {
      withdraw.abort();
      // A withdrawn event settles before this; what does not is with the broker.
      setImmediate(() => resolve('pending'));
    }, timeoutMs);
    void settled.then(() => clearTimeout(timer));
  });
  return { inTime: Promise.race([settled, late]), settled };
}

const fateOf = (error: unknown): Fate => (error instanceof NotPublishedError ? 'not_published' : 'unknown');
