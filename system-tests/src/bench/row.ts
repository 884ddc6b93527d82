import type { Talk } from '@wanderluxe/infra';
import type { Engine, Shape } from './world/engine.ts';

/** What a figure must not go beyond; null where there is no bar, only something worth knowing. */
export type Bar = { readonly atMost: number } | { readonly atLeast: number } | null;

/** One number of a row. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly bar: Bar;
  /** How long until something that a slow machine may not reach within a short run. */
  readonly mayNotCome?: boolean;
}

/** Lines over a common x; null where a line has no value. */
export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: readonly number[];
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
}

/** What one run of a row came to. */
export interface Reading {
  /** By the figure's name; one that could not be measured is left out. */
  readonly values: Readonly<Record<string, number>>;
  /** Promises that were broken, in words: these are failures at any speed. */
  readonly violations: readonly string[];
  readonly plots?: readonly Plot[];
  /** Cores that something else on the machine used meanwhile. */
  readonly othersCores?: number;
}

/** What a row has to work with. */
export interface Bench {
  readonly engine: Engine;
  /** Short runs at low rates, for correctness only. */
  readonly quick: boolean;
  readonly talk: Talk;
}

/** One line of the table of figures, in a file of its own under rows/. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** How it is measured. */
  readonly method: string;
  readonly shape: Shape;
  /** The most runs of it; its median counts. */
  readonly maxRuns?: number;
  /** Bookings are still under way when a run is over: nobody else is to use its engine. */
  readonly leavesWork?: boolean;
  readonly figures: readonly Figure[];
  readonly run: (bench: Bench) => Promise<Reading>;
}

export const isMet = (value: number | null, bar: Bar): boolean | null => {
  if (bar === null) return null;
  if (value === null) return false;
  return 'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;
};
