import { build, type Histogram } from 'hdr-histogram-js';

/** Milliseconds, with three significant digits. */
export interface LatencySummary {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

const HIGHEST_US = 3_600_000_000;

/** Times in a histogram of fixed size; what takes longer than an hour counts as an hour. */
export class Latency {
  readonly #histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
  });

  record(ms: number): void {
    this.#histogram.recordValue(Math.min(HIGHEST_US, Math.max(0, Math.round(ms * 1_000))));
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  at(percentile: number): number {
    return this.#histogram.getValueAtPercentile(percentile) / 1_000;
  }

  summary(): LatencySummary {
    const max = this.#histogram.maxValue / 1_000;
    // A percentile is the upper end of its bucket, which may lie above the largest value seen.
    const [p50, p90, p99, p999] = [50, 90, 99, 99.9].map((percentile) => Math.min(max, this.at(percentile)));
    return { count: this.count, p50: p50!, p90: p90!, p99: p99!, p999: p999!, max };
  }

  reset(): void {
    this.#histogram.reset();
  }
}
