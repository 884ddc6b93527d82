import type { Socket } from 'node:net';

interface Delayed {
  readonly chunk: Buffer;
  readonly dueAtMs: number;
}

/** Chunks kept back per direction; beyond it the sender is not read any more, so memory stays bounded. */
const MAX_DELAYED_BYTES = 1024 * 1024;

/** One direction of a proxied connection: bytes leave in the order in which they came, each as late as asked. */
export class Direction {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #onBytes: (bytes: number) => void;
  readonly #waiting: Delayed[] = [];
  #waitingBytes = 0;
  #latencyMs = 0;
  #held = false;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param onBytes told of what was handed on, not of what was only received */
  constructor(from: Socket, to: Socket, onBytes: (bytes: number) => void) {
    this.#from = from;
    this.#to = to;
    this.#onBytes = onBytes;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.once('end', () => {
      this.#ended = true;
      this.#flush();
    });
    to.on('drain', () => this.#flush());
  }

  /** For chunks that come from now on; one that is waiting keeps its time. */
  delay(latencyMs: number): void {
    this.#latencyMs = latencyMs;
  }

  /** Nothing passes until `release`; the connection stays. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#flush();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #take(chunk: Buffer): void {
    const earliest = this.#waiting.at(-1)?.dueAtMs ?? 0;
    this.#waiting.push({ chunk, dueAtMs: Math.max(earliest, Date.now() + this.#latencyMs) });
    this.#waitingBytes += chunk.length;
    this.#flush();
    if (this.#waitingBytes > MAX_DELAYED_BYTES) this.#from.pause();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    for (let next = this.#waiting[0]; next && !this.#held; next = this.#waiting[0]) {
      const waitMs = next.dueAtMs - Date.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#flush(), waitMs);
        return;
      }
      if (this.#to.writableNeedDrain) return;
      this.#pass(next.chunk);
    }
    if (this.#ended && this.#waiting.length === 0) this.#to.end();
  }

  #pass(chunk: Buffer): void {
    this.#waiting.shift();
    this.#waitingBytes -= chunk.length;
    this.#onBytes(chunk.length);
    this.#to.write(chunk);
    if (this.#from.isPaused() && this.#waitingBytes <= MAX_DELAYED_BYTES) this.#from.resume();
  }
}
