export type Verdict = 'ok' | 'warning' | 'fault';

/** One thing that was looked at. */
export interface HealthLine {
  readonly what: string;
  readonly verdict: Verdict;
  readonly detail: string;
  /** What to do; empty when nothing is. */
  readonly remedy: string;
}

/** What a consumer group has still to handle of a topic. */
export interface LagLine {
  readonly group: string;
  readonly topic: string;
  readonly isRetry: boolean;
  readonly lag: number;
  readonly records: number;
}

/** One service as it says of itself. */
export interface ServiceLine {
  readonly name: string;
  /** False when it did not answer; then all else is null. */
  readonly answers: boolean;
  readonly upForMs: number | null;
  readonly memoryBytes: number | null;
  /** Cores that it kept busy since it was last looked at; null the first time. */
  readonly cpuCores: number | null;
  /** What a person should know: the bank's breaker is open, an alarm was raised. */
  readonly notes: readonly string[];
}

export interface Health {
  /** ISO time at which it was looked. */
  readonly at: string;
  readonly checks: readonly HealthLine[];
  readonly services: readonly ServiceLine[];
  /** Null when Kafka does not tell. */
  readonly lags: readonly LagLine[] | null;
  readonly lagTrouble: string | null;
}

/** What the head of every page says. */
export interface Attention {
  readonly sagas: number;
  readonly letters: number;
  readonly faults: number;
  readonly warnings: number;
  /** Parts that could not be asked. */
  readonly unknown: readonly ('sagas' | 'letters' | 'health')[];
}
