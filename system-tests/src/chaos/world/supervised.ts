import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Talk } from '@wanderluxe/infra';
import {
  type Component,
  isRunning,
  launchDetached,
  logOf,
  type ProcessIdentity,
  saveRecord,
  stopProcess,
} from '@wanderluxe/infra/launcher';
import { LAST_WORD } from '@wanderluxe/runtime';

const LOOK_EVERY_MS = 50;
/** As a supervisor in production would: a service whose servers are away ends at start and is started again. */
const PAUSE_BEFORE_START_MS = 400;
const TAIL_CHARACTERS = 1_500;
/** What a service says when it has come up. */
const UP = /"message":"(started|the gateway is listening)"/;

/** One life of a process. */
export interface Start {
  readonly startedAtMs: number;
  /** When it was seen to have come up; null while it has not. */
  upAtMs: number | null;
}

/** A process that ended although nobody ended it. */
export interface UnexpectedEnd {
  readonly name: string;
  readonly atMs: number;
  /** Milliseconds that it had lived. */
  readonly livedMs: number;
  /** It had come up before: it did not just give up at its start because a server was away. */
  readonly wasUp: boolean;
  readonly logTail: string;
}

/** One component that is kept running, except while a fault holds it down. */
export class Supervised {
  readonly component: Component;
  readonly unexpectedEnds: UnexpectedEnd[] = [];
  readonly lives: Start[] = [];
  /** Failpoints that it was told to die at, and did. */
  readonly diedAt: string[] = [];
  readonly #folder: string;
  readonly #talk: Talk;
  #process: ProcessIdentity | null = null;
  #startedAtMs = 0;
  #starts = 0;
  /** Faults that want it down now. */
  #heldDown = 0;
  /** Variables that faults add to its own; the latest counts. */
  readonly #overlays: Readonly<Record<string, string>>[] = [];
  /** Variables of its next life only. */
  #nextLife: Readonly<Record<string, string>> = {};
  #watching: Promise<void> | undefined;
  #over = false;

  constructor(component: Component, folder: string, talk: Talk) {
    this.component = component;
    this.#folder = folder;
    this.#talk = talk;
  }

  /** Starts it and keeps it running; resolves when it is healthy. */
  async start(): Promise<void> {
    await this.#launch();
    this.#watching = this.#watch();
    await this.healthyWithin(this.component.startWithinMs);
  }

  get runs(): boolean {
    return this.#process !== null && isRunning(this.#process);
  }

  get starts(): number {
    return this.#starts;
  }

  get pid(): number | null {
    return this.runs ? (this.#process?.pid ?? null) : null;
  }

  /** Of the process that runs now, or ran last. */
  get logText(): string {
    return existsSync(this.#log()) ? readFileSync(this.#log(), 'utf8') : '';
  }

  /** The process that runs now said that it is up, which a service does once it has reached everything that it needs. */
  get hasComeUp(): boolean {
    return this.runs && UP.test(this.logText);
  }

  async healthyWithin(withinMs: number): Promise<void> {
    const deadlineMs = Date.now() + withinMs;
    for (;;) {
      const fault = this.runs ? await this.component.probe() : 'not running';
      if (fault === null) return;
      if (this.#over || Date.now() > deadlineMs)
        throw new Error(`${this.component.name} is not healthy within ${withinMs} ms: ${fault}`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Waits until it has come up, but not longer; answers whether it has. */
  async comesUpWithin(withinMs: number): Promise<boolean> {
    const deadlineMs = Date.now() + withinMs;
    while (!this.hasComeUp && Date.now() < deadlineMs) await sleep(LOOK_EVERY_MS);
    return this.hasComeUp;
  }

  /** SIGKILL, and down until the function returned is called. `beforeStart` runs while it is down. */
  async kill(beforeStart: () => void = () => {}): Promise<() => void> {
    this.#heldDown += 1;
    this.signal('SIGKILL');
    while (this.runs) await sleep(10);
    this.#process = null;
    beforeStart();
    return this.#release();
  }

  /** SIGTERM and time to end by itself, then as `kill`. */
  async stopGently(): Promise<() => void> {
    this.#heldDown += 1;
    if (this.#process) await stopProcess(this.#process, this.component.stopWithinMs);
    this.#process = null;
    this.#notedFailpoint();
    return this.#release();
  }

  /** Killed, and started again with more variables, until the function returned does the same without them. */
  async restartWith(overlay: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
    this.#overlays.push(overlay);
    const start = await this.kill();
    start();
    return async () => {
      this.#overlays.splice(this.#overlays.indexOf(overlay), 1);
      const startAgain = await this.kill();
      startAgain();
    };
  }

  /** These variables too, the next time that it is started, and not again. */
  onceWith(overlay: Readonly<Record<string, string>>): void {
    this.#nextLife = overlay;
  }

  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
    if (this.#process && isRunning(this.#process)) process.kill(this.#process.pid, name);
  }

  async end(): Promise<void> {
    this.#over = true;
    this.#heldDown += 1;
    await this.#watching;
    this.signal('SIGCONT');
    if (this.#process) await stopProcess(this.#process, this.component.stopWithinMs);
  }

  #release(): () => void {
    let done = false;
    return () => {
      if (!done) this.#heldDown -= 1;
      done = true;
    };
  }

  async #watch(): Promise<void> {
    while (!this.#over) {
      await sleep(LOOK_EVERY_MS);
      const life = this.lives.at(-1);
      if (life?.upAtMs === null && this.hasComeUp) life.upAtMs = Date.now();
      if (this.#heldDown > 0 || this.runs) continue;
      // Every end that was wanted holds it down first.
      if (this.#process) this.#noteUnexpectedEnd();
      await sleep(PAUSE_BEFORE_START_MS);
      if (this.#heldDown === 0 && !this.#over) await this.#launch();
    }
  }

  async #launch(): Promise<void> {
    this.#starts += 1;
    const { name } = this.component;
    const log = this.#log();
    this.#startedAtMs = Date.now();
    this.lives.push({ startedAtMs: this.#startedAtMs, upAtMs: null });
    const launch = await this.component.launch(this.#talk);
    const env = Object.assign({}, launch.env, ...this.#overlays, this.#nextLife);
    this.#nextLife = {};
    const process = await launchDetached({ ...launch, env }, log);
    this.#process = process;
    if (process) saveRecord(this.#folder, { name, process, startedAt: new Date().toISOString(), log });
    void this.#afterStart(process);
  }

  /** What a server needs each time it has come up, as often as it takes. */
  async #afterStart(process: ProcessIdentity | null): Promise<void> {
    const { afterStart, probe } = this.component;
    if (!afterStart || !process) return;
    while (isRunning(process) && !this.#over) {
      const done =
        (await probe()) === null &&
        (await afterStart(this.#talk).then(
          () => true,
          () => false,
        ));
      if (done) return;
      await sleep(LOOK_EVERY_MS);
    }
  }

  #log(): string {
    return logOf(this.#folder, `${this.component.name}-${this.#starts}`);
  }

  #notedFailpoint(): boolean {
    const [, point] = this.logText.split(LAST_WORD);
    if (point !== undefined) this.diedAt.push(point.trim());
    return point !== undefined;
  }

  /** Whoever was told to die at a failpoint did as it was told. */
  #noteUnexpectedEnd(): void {
    this.#process = null;
    if (this.#notedFailpoint()) return;
    const atMs = Date.now();
    const { name, kind } = this.component;
    const wasUp = kind === 'server' || UP.test(this.logText);
    const livedMs = atMs - this.#startedAtMs;
    this.unexpectedEnds.push({ name, atMs, livedMs, wasUp, logTail: this.logText.slice(-TAIL_CHARACTERS) });
  }
}
