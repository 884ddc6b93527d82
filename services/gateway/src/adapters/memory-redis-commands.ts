import type { Command, Commands } from './redis-commands.ts';

interface Entry {
  readonly text: string;
  readonly endsAtMs: number;
}

const tokenIn = (text: string): unknown => (JSON.parse(text) as { token: unknown }).token;

/** The twin of RedisCommands: the commands that claims are made of, one at a time, in memory. */
export class MemoryRedisCommands implements Commands {
  readonly #entries = new Map<string, Entry>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  async run([name, key, ...args]: Command): Promise<unknown> {
    const held = this.#live(`${key}`);
    const [first, second, third] = args;
    switch (name) {
      case 'get':
        return held ?? null;
      case 'set':
        return this.#setIfFree(`${key}`, held, args);
      case 'keepClaim':
        if (held !== undefined && tokenIn(held) !== first) return 0;
        this.#write(`${key}`, `${second}`, Number(third));
        return 1;
      case 'releaseClaim':
        if (held === undefined || tokenIn(held) !== first) return 0;
        return this.#entries.delete(`${key}`) ? 1 : 0;
      default:
        throw new Error(`${name} is not a command of claims: add it here`);
    }
  }

  /** As after a loss of the server's memory. */
  lose(): void {
    this.#entries.clear();
  }

  /** SET key text PX ms NX GET: answers what held the key; null when it was free and is now ours. */
  #setIfFree(key: string, held: string | undefined, args: readonly (string | number)[]): string | null {
    const [text, px, ms, ...flags] = args;
    if (px !== 'PX' || flags.join() !== 'NX,GET')
      throw new Error(`SET with ${args.join(' ')} is not simulated`);
    if (held === undefined) this.#write(key, `${text}`, Number(ms));
    return held ?? null;
  }

  #write(key: string, text: string, ttlMs: number): void {
    this.#entries.set(key, { text, endsAtMs: this.#nowMs() + ttlMs });
  }

  #live(key: string): string | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.endsAtMs > this.#nowMs() ? entry.text : undefined;
  }
}
