import { ConfigError } from './config.ts';

/** A method that changes something outside the process. */
export const EFFECT = 'effect';

/**
 * The decision about every method of a port: EFFECT makes it the failpoint `<service>/<scope>.<method>`; anything
 * else is the reason why a death before or after it is like a death at an effect beside it.
 */
export interface PortEffects<P> {
  /** One port may be used in several places that are to be told apart. */
  readonly scope: string;
  /** Name of the interface. */
  readonly port: string;
  readonly methods: { readonly [M in keyof P & string]: string };
  /** Never there: it ties the declaration to its port. */
  readonly of?: P;
}

export type AnyPortEffects = Omit<PortEffects<object>, 'methods'> & {
  readonly methods: Readonly<Record<string, string>>;
};

export const moments = ['before', 'after'] as const;
export type Moment = (typeof moments)[number];

/** Where a process ends itself: at the nth time, 1 for the first. */
export interface Failpoint {
  readonly name: string;
  readonly moment: Moment;
  readonly occurrence: number;
}

const GRAMMAR = /^(?<name>[^:#]+):(?<moment>before|after)(?:#(?<occurrence>[1-9]\d{0,5}))?$/;

/** Names of all failpoints of a service, in the order of its declarations. */
export const failpointNames = (service: string, ports: readonly AnyPortEffects[]): string[] =>
  ports.flatMap(({ scope, methods }) =>
    Object.keys(methods)
      .filter((method) => methods[method] === EFFECT)
      .map((method) => `${service}/${scope}.${method}`),
  );

export const failpointText = ({ name, moment, occurrence }: Failpoint): string =>
  `${name}:${moment}#${occurrence}`;

/** @throws RangeError naming what is wrong and what can be chosen */
export function parseFailpoint(text: string, names: readonly string[]): Failpoint {
  const { name = '', moment, occurrence = '1' } = GRAMMAR.exec(text)?.groups ?? {};
  if (!moment) throw new RangeError('must be <name>:before or <name>:after, with #<n> for the nth time');
  if (!names.includes(name))
    throw new RangeError(`there is no failpoint ${name}; there are ${names.join(', ')}`);
  return { name, moment: moment as Moment, occurrence: Number(occurrence) };
}

/** What the setting WANDERLUXE_FAILPOINT says. @throws ConfigError */
export function failpointSetting(
  setting: string,
  names: readonly string[],
): { readonly isOn: boolean; readonly armed: Failpoint | undefined } {
  if (setting === 'off') return { isOn: false, armed: undefined };
  if (setting === 'settable') return { isOn: true, armed: undefined };
  try {
    return { isOn: true, armed: parseFailpoint(setting, names) };
  } catch (error) {
    throw new ConfigError([
      `WANDERLUXE_FAILPOINT=${JSON.stringify(setting)}: ${(error as Error).message}; or off, or settable`,
    ]);
  }
}
