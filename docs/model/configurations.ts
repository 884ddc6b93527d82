import { inventory } from './inventory.ts';
import { outbox } from './outbox.ts';
import { saga } from './saga.ts';

/** What is checked: every configuration of the models, the good ones and those broken on purpose. */

export type Value = boolean | number | string;
export type Constants = Readonly<Record<string, Value>>;

export interface Configuration {
  readonly name: string;
  /** The TLA+ file beside this one, without its extension. */
  readonly module: string;
  readonly constants: Constants;
  readonly invariants: readonly string[];
  /** Liveness, under the fairness of the module's Spec. */
  readonly properties: readonly string[];
  /** Treats interchangeable processes as the same; only where no liveness is checked. */
  readonly symmetric: boolean;
  /** The invariant or property that must fail; absent when all must hold. */
  readonly breaks?: string;
  /** One line for the table. */
  readonly about: string;
}

interface Variant {
  readonly name: string;
  readonly about: string;
  /** Constants that differ from the model's. */
  readonly changes?: Constants;
}

/** One TLA+ module and all that is checked about it. */
export interface Model {
  readonly module: string;
  /** The design: small bounds, every switch as designed. */
  readonly constants: Constants;
  readonly invariants: readonly string[];
  /** All invariants hold. */
  readonly holds: readonly Variant[];
  /** Something good happens in the end. */
  readonly lives: readonly (Variant & { readonly property: string })[];
  /** Something that can happen, so that what is said about it is not empty: the operator claims that it never does. */
  readonly reaches: readonly (Variant & { readonly never: string })[];
  /** One thing is wrong; only the invariant that has to notice is checked. */
  readonly breaks: readonly (Variant & { readonly invariant: string })[];
}

function configurationsOf({
  module,
  constants,
  invariants,
  holds,
  lives,
  reaches,
  breaks,
}: Model): Configuration[] {
  const base = ({ name, about, changes }: Variant) => ({
    name,
    about,
    module,
    constants: { ...constants, ...changes },
    invariants,
    properties: [],
    symmetric: true,
  });
  return [
    ...holds.map(base),
    ...lives.map((one) => ({ ...base(one), invariants: [], properties: [one.property], symmetric: false })),
    ...reaches.map((one) => ({ ...base(one), invariants: [one.never], breaks: one.never })),
    ...breaks.map((one) => ({ ...base(one), invariants: [one.invariant], breaks: one.invariant })),
  ];
}

export const configurations: readonly Configuration[] = [saga, inventory, outbox].flatMap(configurationsOf);
