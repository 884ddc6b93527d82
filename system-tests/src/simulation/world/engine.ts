import type { MemorySource } from '@wanderluxe/messaging/memory';
import type { ServiceName } from '@wanderluxe/schemas';
import type { Start } from '../../chaos/world/supervised.ts';
import { Gate } from './gate.ts';
import { type Gateway, startGateway } from './gateway.ts';
import type { Ground } from './ground.ts';
import { type Started, startInventory } from './inventory.ts';
import { startLedger } from './ledger.ts';
import { startPayment } from './payment.ts';
import { Process } from './process.ts';
import { processingIn } from './processing.ts';
import { type Consuming, consuming, type Servers } from './servers.ts';
import type { Tuning } from './tuning.ts';

/** How long a broker waits for a member that says nothing. */
export const SESSION_TIMEOUT_MS = 10_000;

/** One process and what it is known by outside. */
export interface Instance extends Partial<Started> {
  readonly process: Process;
  /** Its place in its group, once it has one. */
  member?: MemorySource;
  gateway?: Gateway;
}

const starters = { inventory: startInventory, payment: startPayment, 'booking-ledger': startLedger } as const;

/** The processes of all services, and what can happen to them. */
export class Engine {
  readonly #ground: Ground;
  readonly #servers: Servers;
  readonly #tuning: Tuning;
  #started = 0;
  /** From each end of a gateway until another is in its place: a crash may come long after its fault began. */
  readonly gatewayStarts: Start[] = [];
  #instances: Instance[] = [];

  constructor(ground: Ground, servers: Servers, tuning: Tuning) {
    this.#ground = ground;
    this.#servers = servers;
    this.#tuning = tuning;
  }

  /** Those that are not dead; frozen ones included. */
  instancesOf(service: ServiceName): Instance[] {
    return this.#instances.filter(({ process }) => process.service === service);
  }

  instanceOf(process: Process): Instance | undefined {
    return this.#instances.find((instance) => instance.process === process);
  }

  isUp(service: ServiceName): boolean {
    return this.instancesOf(service).some(({ process }) => process.state === 'running');
  }

  start(service: ServiceName): void {
    this.#started += 1;
    const process = new Process(this.#ground.time, service, `${service}#${this.#started}`);
    const instance: Instance = { process };
    this.#instances.push(instance);
    this.#note(process, 'starts');
    process.after(0, () => this.#boot(instance));
  }

  /** Ends a process at once; another takes its place after a while. */
  kill(process: Process, downMs: number): void {
    if (this.end(process, downMs)) this.#later(downMs, () => this.start(process.service));
  }

  /** Ends a process at once, with nobody in its place for so long; false when it is dead already. */
  end(process: Process, downMs = 0): boolean {
    const instance = this.instanceOf(process);
    if (!instance) return false;
    this.#note(process, 'is killed');
    process.kill();
    const startedAtMs = this.#ground.time.exactNowMs;
    if (process.service === 'gateway') this.gatewayStarts.push({ startedAtMs, upAtMs: startedAtMs + downMs });
    this.#instances = this.#instances.filter((other) => other !== instance);
    // The broker finds out by the silence, or by the connections that are reset.
    this.#later(this.#ground.random.between(0, SESSION_TIMEOUT_MS), () => this.#evict(instance));
    return true;
  }

  /** Ends a process as a new release does: what it has in hand it finishes, within bounds. */
  stopGently(process: Process, downMs: number): void {
    const instance = this.instanceOf(process);
    if (!instance?.stop || process.state !== 'running') return;
    this.#note(process, 'is stopped');
    const stop = instance.stop;
    process.after(0, () => {
      void stop().then(() => this.#ground.time.after(0, undefined, () => this.kill(process, downMs)));
    });
  }

  /**
   * Halts a process. Past its session it has lost its place in the group, and joins again when it goes on: until it
   * notices it works on what it had in hand, beside its successor.
   */
  freeze(process: Process): void {
    const instance = this.instanceOf(process);
    if (!instance) return;
    this.#note(process, 'is frozen');
    process.freeze();
    this.#later(SESSION_TIMEOUT_MS, () => {
      if (process.state === 'frozen') this.#evict(instance);
    });
  }

  thaw(process: Process): void {
    const instance = this.instanceOf(process);
    if (!instance || process.state !== 'frozen') return;
    this.#note(process, 'goes on');
    process.thaw();
    const { member } = instance;
    if (!member) return;
    process.after(this.#ground.random.between(0, 1_500), () => {
      if (member.isJoined() && !this.#servers.broker.assignmentOf(member)) this.#servers.broker.join(member);
    });
  }

  #boot(instance: Instance): void {
    const { service } = instance.process;
    const gate = new Gate(instance.process, this.#ground);
    if (service === 'gateway') {
      const isLedgerUp = () => this.isUp('booking-ledger');
      instance.gateway = startGateway(gate, this.#servers, { tuning: this.#tuning, isLedgerUp });
      return;
    }
    const processing = processingIn(gate, this.#servers, service, (member) => {
      instance.member = member;
    });
    Object.assign(instance, starters[service](gate, this.#servers, processing, this.#tuning));
  }

  #evict({ member }: Instance): void {
    if (member) this.#servers.broker.leave(member);
  }

  #later(delayMs: number, run: () => void): void {
    this.#ground.time.after(delayMs, undefined, run);
  }

  #note(process: Process, what: string): void {
    this.#ground.trace.note(this.#ground.time.exactNowMs, process.name, what);
  }
}

export const everyService = ['gateway', ...consuming] as const satisfies (Consuming | 'gateway')[];
