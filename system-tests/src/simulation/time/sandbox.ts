import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { Random } from '../../chaos/schedule/random.ts';
import type { Timer, VirtualTime } from './virtual-time.ts';

/** Where time and chance come from while a simulation runs. */
export interface Sandbox {
  readonly time: VirtualTime;
  readonly random: Random;
}

let sandbox: Sandbox | undefined;
let isInstalled = false;

/**
 * Runs the work with timers, clocks, ids and randomness of the sandbox: for the whole process, so one at a time.
 * Everything that the engine imports from Node for this is replaced, whether it was imported before or is later.
 */
export async function within<T>(own: Sandbox, work: () => Promise<T>): Promise<T> {
  if (sandbox) throw new Error('a simulation is running in this process already');
  install();
  sandbox = own;
  try {
    return await work();
  } finally {
    sandbox = undefined;
  }
}

const require = createRequire(import.meta.url);

/** Each replacement is the real thing while no simulation runs. */
function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  replaceTimers();
  replacePromises();
  replaceClocks();
  replaceChance();
  syncBuiltinESMExports();
}

type Callback = (...args: unknown[]) => void;

function replaceTimers(): void {
  const real = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate };
  const later = (callback: Callback, ms: number | undefined, args: unknown[]): FakeTimeout => {
    const { time } = sandbox!;
    return new FakeTimeout(
      time,
      time.after(ms ?? 0, time.owner, () => callback(...args)),
    );
  };
  const repeat = (callback: Callback, ms: number | undefined, args: unknown[]): FakeTimeout => {
    const { time } = sandbox!;
    const again = (): void => {
      timeout.timer = time.after(Math.max(1, ms ?? 1), time.owner, again);
      callback(...args);
    };
    const timeout: FakeTimeout = new FakeTimeout(time, time.after(Math.max(1, ms ?? 1), time.owner, again));
    return timeout;
  };
  const cancel = (reals: (timeout: never) => void) => (timeout: unknown) => {
    if (timeout instanceof FakeTimeout) timeout.close();
    else reals(timeout as never);
  };
  const fakes = {
    setTimeout: (callback: Callback, ms?: number, ...args: unknown[]) =>
      sandbox ? later(callback, ms, args) : real.setTimeout(callback, ms, ...args),
    setInterval: (callback: Callback, ms?: number, ...args: unknown[]) =>
      sandbox ? repeat(callback, ms, args) : real.setInterval(callback, ms, ...args),
    setImmediate: (callback: Callback, ...args: unknown[]) =>
      sandbox ? later(callback, 0, args) : real.setImmediate(callback, ...args),
    clearTimeout: cancel(real.clearTimeout),
    clearInterval: cancel(real.clearInterval),
    clearImmediate: cancel(real.clearImmediate),
  };
  Object.assign(globalThis, fakes);
  Object.assign(require('node:timers'), fakes);
}

class FakeTimeout {
  readonly #time: VirtualTime;
  timer: Timer;

  constructor(time: VirtualTime, timer: Timer) {
    this.#time = time;
    this.timer = timer;
  }
  close(): void {
    this.#time.cancel(this.timer);
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}

interface SleepOptions {
  readonly signal?: AbortSignal;
}

/** Sleepers by the signal that wakes them: one listener for all. */
const sleepers = new WeakMap<AbortSignal, Set<(error: unknown) => void>>();

function replacePromises(): void {
  const promises = require('node:timers/promises') as {
    setTimeout: (ms?: number, value?: unknown, options?: SleepOptions) => Promise<unknown>;
    setImmediate: (value?: unknown, options?: SleepOptions) => Promise<unknown>;
  };
  const real = { setTimeout: promises.setTimeout, setImmediate: promises.setImmediate };
  promises.setTimeout = (ms, value, options) =>
    sandbox ? sleep(ms ?? 0, value, options?.signal) : real.setTimeout(ms, value, options);
  promises.setImmediate = (value, options) =>
    sandbox ? sleep(0, value, options?.signal) : real.setImmediate(value, options);
}

function sleep(ms: number, value: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal?.aborted) return Promise.reject(abortError());
  return new Promise((resolve, reject) => {
    const { time } = sandbox!;
    const asleep = signal && asleepUntil(signal);
    const timer = time.after(ms, time.owner, () => {
      asleep?.delete(wake);
      resolve(value);
    });
    const wake = (error: unknown): void => {
      time.cancel(timer);
      reject(error);
    };
    asleep?.add(wake);
  });
}

function asleepUntil(signal: AbortSignal): Set<(error: unknown) => void> {
  const known = sleepers.get(signal);
  if (known) return known;
  const asleep = new Set<(error: unknown) => void>();
  sleepers.set(signal, asleep);
  signal.addEventListener('abort', () => {
    for (const wake of asleep) wake(abortError());
    asleep.clear();
  });
  return asleep;
}

const abortError = (): Error =>
  Object.assign(new Error('The operation was aborted'), { name: 'AbortError', code: 'ABORT_ERR' });

function replaceClocks(): void {
  const realNow = Date.now;
  Date.now = () => (sandbox ? sandbox.time.nowMs : realNow());
  const realPerformanceNow = performance.now.bind(performance);
  performance.now = () => (sandbox ? sandbox.time.exactNowMs : realPerformanceNow());
  const realTimeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => {
    if (sandbox) throw new Error('AbortSignal.timeout is not simulated: use a sleep with a signal');
    return realTimeout(ms);
  };
}

function replaceChance(): void {
  const realRandom = Math.random;
  Math.random = () => (sandbox ? sandbox.random.next() : realRandom());
  const crypto = require('node:crypto') as {
    randomUUID: (options?: object) => string;
    randomBytes: (size: number, ...rest: never[]) => Buffer;
  };
  const { randomUUID, randomBytes } = crypto;
  crypto.randomUUID = (options) => (sandbox ? uuidOf(bytesOf(16)) : randomUUID(options));
  crypto.randomBytes = (size, ...rest) => (sandbox ? bytesOf(size) : randomBytes(size, ...rest));
}

function bytesOf(size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size; at += 1) bytes[at] = Math.floor(sandbox!.random.next() * 256);
  return bytes;
}

function uuidOf(bytes: Buffer): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
