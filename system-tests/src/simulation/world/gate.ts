import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { EFFECT, type PortEffects } from '@wanderluxe/runtime';
import type { Dependency, Ground, Site, Strike } from './ground.ts';
import type { Process } from './process.ts';

/** What a call does when it arrives; told when only a part of it is to happen. */
export type Effect<T> = (inPart: boolean) => Promise<T>;

/** The way from a process to everything outside of it. */
export class Gate {
  readonly process: Process;
  readonly ground: Ground;

  constructor(process: Process, ground: Ground) {
    this.process = process;
    this.ground = ground;
  }

  /** Makes a call over the network: it arrives a moment later, and its answer again a moment later, or not at all. */
  call<T>(site: Site, effect: Effect<T>): Promise<T> {
    const { ground, process } = this;
    const strike = ground.strikeOn(process, site);
    return new Promise((resolve, reject) => {
      const delayMs = ground.latencyMs() + (strike?.kind === 'slow' ? strike.byMs : 0);
      ground.time.after(delayMs, undefined, () => {
        const isLost = process.state === 'dead' && ground.random.chance(0.5);
        this.#note(site, isLost ? 'dropped' : (strike?.kind ?? 'done'));
        if (isLost) return;
        void this.#arrive(site, strike, effect, {
          resolve: (value) => this.answer(() => resolve(value)),
          reject: (error, byMs) => this.answer(() => reject(error), byMs),
        });
      });
    });
  }

  /** Brings an answer back into the process. */
  answer(settle: () => void, byMs = 0): void {
    const { time, random } = this.ground;
    const delayMs = byMs + (random.chance(0.3) ? this.ground.latencyMs() : 0);
    if (delayMs > 0) time.after(delayMs, this.process, settle);
    else time.runAs(this.process, settle);
  }

  #note(site: Site, what: string): void {
    this.ground.trace.note(this.ground.time.exactNowMs, this.process.name, `${site.name} ${what}`);
  }

  async #arrive<T>(
    site: Site,
    strike: Strike | undefined,
    effect: Effect<T>,
    { resolve, reject }: Back<T>,
  ): Promise<void> {
    try {
      switch (strike?.kind) {
        case undefined:
        case 'slow':
          return resolve(await effect(false));
        case 'twice':
          await effect(false);
          return resolve(await effect(false));
        case 'away':
          return reject(new SimulatedFault(site, true), strike.byMs);
        case 'bug':
          return reject(new TypeError(`simulated: ${site.name} is not what it was`));
        case 'lost':
        case 'part':
          await effect(strike.kind === 'part');
          return reject(new SimulatedFault(site, false), strike.byMs);
        case 'late':
          reject(new SimulatedFault(site, false), strike.byMs);
          return this.#comeLate(site, strike.effectByMs, effect);
        case 'ended':
          return await this.#end(site, strike, effect, { resolve, reject });
      }
    } catch (error) {
      reject(error);
    }
  }

  /** The process stops at this very point: dead for ever, or, when it was only halted, until it goes on from here. */
  async #end<T>(
    site: Site,
    { when, end }: Strike & { kind: 'ended' },
    effect: Effect<T>,
    back: Back<T>,
  ): Promise<void> {
    if (when === 'before') {
      end();
      this.ground.time.after(0, this.process, () => void this.#arrive(site, undefined, effect, back));
      return;
    }
    const happened = await effect(false).finally(end);
    back.resolve(happened);
  }

  #comeLate<T>(site: Site, byMs: number, effect: Effect<T>): void {
    this.ground.time.after(byMs, undefined, () => {
      this.#note(site, 'came late');
      effect(false).catch(() => {});
    });
  }
}

interface Back<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown, byMs?: number) => void;
}

/** What a driver throws when it has no answer. */
export class SimulatedFault extends DependencyUnavailableError {
  /** Certainly nothing reached the server. */
  readonly isUnsent: boolean;
  constructor({ dependency, name }: Site, isUnsent: boolean) {
    super(dependency, new Error(`simulated: no answer to ${name}`));
    this.isUnsent = isUnsent;
  }
}

type AnyMethod = (...args: unknown[]) => Promise<unknown>;

export interface Reach<P> {
  readonly dependency: Dependency;
  /** Effects that may come after the caller was told that the call failed. */
  readonly late?: readonly (keyof P)[];
  /** Steps of a transaction: they take effect with its commit, which has a gate of its own. */
  readonly inside?: readonly (keyof P)[];
}

const READS = 'only reads';

/**
 * A port as a process sees it: what its service declares as an effect or as reading goes through the gate, all else
 * does not leave the process.
 */
export function gated<P extends object>(
  gate: Gate,
  { scope, methods }: PortEffects<P>,
  target: NoInfer<P>,
  { dependency, late = [], inside = [] }: Reach<P>,
): P {
  const seen: Record<string, AnyMethod> = {};
  for (const [name, declared] of Object.entries(methods)) {
    const own = (target as Record<string, AnyMethod>)[name]!.bind(target);
    const isInside = (inside as readonly string[]).includes(name);
    const mayBeLate = (late as readonly string[]).includes(name);
    const site = { name: `${scope}.${name}`, dependency, changes: declared === EFFECT, mayBeLate };
    const isOutside = !isInside && (declared === EFFECT || declared === READS);
    seen[name] = isOutside ? (...args) => gate.call(site, () => own(...args)) : own;
  }
  return seen as P;
}
