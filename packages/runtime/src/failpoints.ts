import { writeSync } from 'node:fs';
import express, { type Express } from 'express';
import {
  type AnyPortEffects,
  EFFECT,
  type Failpoint,
  failpointNames,
  failpointSetting,
  failpointText,
  type Moment,
  type PortEffects,
  parseFailpoint,
} from './failpoint.ts';
import { ProblemError, problemHandler } from './problem.ts';

/** Puts failpoints around the effects of a port; the port itself while they are off. */
export type WrapPort = <P extends object>(declared: PortEffects<P>, port: NoInfer<P>) => P;

export const noFailpoints: WrapPort = (_declared, port) => port;

export interface FailpointsOptions {
  readonly service: string;
  /** Every port that is wrapped. */
  readonly ports: readonly AnyPortEffects[];
  /** `off`, `settable`, or the point to die at. */
  readonly setting: string;
  readonly die?: (point: Failpoint) => void;
}

/** What a process says on stderr as its last word. */
export const LAST_WORD = 'died at failpoint ';

function killItself(point: Failpoint): void {
  writeSync(2, `${LAST_WORD}${failpointText(point)}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/**
 * Ends the process by SIGKILL before or after a named effect. Off, which is the default, nothing is wrapped. An
 * effect that fails has no `after`.
 */
export class Failpoints {
  readonly names: readonly string[];
  readonly #service: string;
  readonly #scopes: ReadonlySet<string>;
  readonly #isOn: boolean;
  readonly #die: (point: Failpoint) => void;
  #armed: Failpoint | undefined;
  #times = 0;

  /** @throws ConfigError for a setting that names no failpoint */
  constructor({ service, ports, setting, die = killItself }: FailpointsOptions) {
    this.names = failpointNames(service, ports);
    const { isOn, armed } = failpointSetting(setting, this.names);
    this.#service = service;
    this.#scopes = new Set(ports.map(({ scope }) => scope));
    this.#isOn = isOn;
    this.#armed = armed;
    this.#die = die;
  }

  /** @throws Error when the port was not declared at the construction */
  readonly wrap: WrapPort = (declared, port) => {
    if (!this.#scopes.has(declared.scope))
      throw new Error(`${declared.scope} is missing among the ports with failpoints of ${this.#service}`);
    return this.#isOn ? this.#wrapped(declared, port) : port;
  };

  /** The point to die at from now on, counted from now; undefined for none. */
  arm(point: Failpoint | undefined): void {
    this.#armed = point;
    this.#times = 0;
  }

  /** GET and PUT /failpoint, unless off. For the port of operators only: whoever reaches it can end the process. */
  serve(app: Express): void {
    if (!this.#isOn) return;
    const show = () => ({ armed: this.#armed ? failpointText(this.#armed) : null, names: this.names });
    app.get('/failpoint', (_req, res) => void res.json(show()));
    app.put('/failpoint', express.json(), (req, res) => {
      this.arm(pointIn(req.body, this.names));
      res.json(show());
    });
    app.use(
      '/failpoint',
      problemHandler(() => {}),
    );
  }

  #wrapped<P extends object>({ scope, methods }: PortEffects<P>, port: P): P {
    const decisions: Readonly<Record<string, string>> = methods;
    return new Proxy(port, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        const isEffect = decisions[String(property)] === EFFECT;
        const call = (...args: unknown[]) => value.apply(target, args);
        if (!isEffect) return call;
        const name = `${this.#service}/${scope}.${String(property)}`;
        return (...args: unknown[]) => this.#around(name, () => call(...args));
      },
    });
  }

  async #around(name: string, effect: () => unknown): Promise<unknown> {
    this.#reach(name, 'before');
    const result = await effect();
    this.#reach(name, 'after');
    return result;
  }

  #reach(name: string, moment: Moment): void {
    const armed = this.#armed;
    if (armed?.name !== name || armed.moment !== moment) return;
    this.#times += 1;
    if (this.#times === armed.occurrence) this.#die(armed);
  }
}

function pointIn(body: unknown, names: readonly string[]): Failpoint | undefined {
  const { point } = (body ?? {}) as { point?: unknown };
  if (point === null) return undefined;
  try {
    return parseFailpoint(String(point), names);
  } catch (error) {
    const { message } = error as Error;
    const errors = [{ field: 'point', problem: `${message}; null for none` }];
    throw new ProblemError({
      status: 400,
      code: 'invalid_request',
      title: 'There is no such failpoint',
      errors,
    });
  }
}
