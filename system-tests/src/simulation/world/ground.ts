import type { Random } from '../../chaos/schedule/random.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Trace } from '../trace.ts';
import type { Process } from './process.ts';

export type Dependency = 'mongo' | 'redis' | 'queue-redis' | 'kafka' | 'bank' | 'booking-ledger';

/** One kind of call through a port: a point at which a process may die or its dependency may fail it. */
export interface Site {
  /** Port and method: "outbox.markPublished". */
  readonly name: string;
  readonly dependency: Dependency;
  readonly changes: boolean;
  /** Its effect may come after its caller was told that it failed. */
  readonly mayBeLate: boolean;
}

/**
 * What goes wrong with one call.
 * away    it fails and has no effect                lost   it has its effect and fails
 * late    it fails, and has its effect afterwards   part   a part of it has its effect, and it fails
 * twice   it has its effect and is made again by the driver, which does not know
 * bug     it fails with an error that nobody expects
 * slow    it takes longer                           ended  the caller dies, or halts, before or after the effect
 */
export type Strike =
  | { readonly kind: 'away' | 'lost' | 'part' | 'slow'; readonly byMs: number }
  | { readonly kind: 'late'; readonly byMs: number; readonly effectByMs: number }
  | { readonly kind: 'twice' | 'bug' }
  | { readonly kind: 'ended'; readonly when: 'before' | 'after'; readonly end: () => void };

/** Something that is wrong for a while. */
export interface Condition {
  strike(process: Process, site: Site): Strike | undefined;
}

/** What everything in one simulation stands on. */
export class Ground {
  readonly time: VirtualTime;
  /** Chance of the world: latencies, and what fails. The engine's own chance is another stream. */
  readonly random: Random;
  readonly trace: Trace;
  readonly conditions = new Set<Condition>();
  /** Where each service has changed something so far. */
  readonly #effects = new Map<string, Set<string>>();

  constructor(time: VirtualTime, random: Random, trace: Trace) {
    this.time = time;
    this.random = random;
    this.trace = trace;
  }

  /** Names of the sites at which a service has changed something so far, in the order of their first use. */
  effectsOf(service: string): string[] {
    return [...(this.#effects.get(service) ?? [])];
  }

  strikeOn(process: Process, site: Site): Strike | undefined {
    if (site.changes) this.#remember(process.service, site.name);
    for (const condition of this.conditions) {
      const strike = condition.strike(process, site);
      if (strike) return strike;
    }
    return undefined;
  }

  #remember(service: string, name: string): void {
    const names = this.#effects.get(service);
    if (names) names.add(name);
    else this.#effects.set(service, new Set([name]));
  }

  /** Of one way over the network: mostly short, sometimes long enough for others to come in between. */
  latencyMs(): number {
    const drawn = this.random.next();
    return drawn < 0.9 ? drawn * 2 : 2 + (drawn - 0.9) * 400;
  }
}
