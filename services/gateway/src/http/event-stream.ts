import type { Response } from 'express';

/** How long a client waits before it connects again. */
const RETRY_MS = 2_000;

export interface StreamEvent {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

/** One answer of server-sent events. */
export class EventStream {
  readonly #res: Response;
  readonly #heartbeat: NodeJS.Timeout;

  /** Sends the headers at once, then a comment every so often, so that no proxy takes the silence for the end. */
  constructor(res: Response, heartbeatMs: number) {
    this.#res = res;
    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    res.write(`retry: ${RETRY_MS}\n\n`);
    this.#heartbeat = setInterval(() => res.write(': still here\n\n'), heartbeatMs);
    res.once('close', () => clearInterval(this.#heartbeat));
  }

  send({ event, id, data }: StreamEvent): void {
    this.#res.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.#res.end();
  }
}
