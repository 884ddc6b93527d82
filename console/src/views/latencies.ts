import { build, type Histogram } from 'hdr-histogram-js';

const HIGHEST_MS = 3_600_000;

export interface Percentiles {
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** Times in a histogram of fixed size, two significant digits; what takes longer than an hour counts as an hour. */
export class Latencies {
  readonly #histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_MS,
    numberOfSignificantValueDigits: 2,
    bitBucketSize: 32,
  });

  static sum(all: readonly Latencies[]): Latencies {
    const sum = new Latencies();
    for (const one of all) sum.#histogram.add(one.#histogram);
    return sum;
  }

  record(ms: number): void {
    this.#histogram.recordValue(Math.min(HIGHEST_MS, Math.max(0, Math.round(ms))));
  }

  percentiles(): Percentiles {
    return { p50Ms: this.#at(50), p99Ms: this.#at(99) };
  }

  /** The upper end of a bucket may lie above the largest value seen. */
  #at(percentile: number): number | null {
    const { totalCount, maxValue } = this.#histogram;
    return totalCount === 0 ? null : Math.min(maxValue, this.#histogram.getValueAtPercentile(percentile));
  }
}
