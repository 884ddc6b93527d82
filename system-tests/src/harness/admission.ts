import { setTimeout as sleep } from 'node:timers/promises';

/** What a gateway's admission was seen to go by. */
export interface AdmissionSeen {
  /** In records, by group. */
  readonly highestLag: ReadonlyMap<string, number>;
  /** The longest time from the reading of one sample until the next one counted. */
  readonly blindSeconds: number;
}

const LOOK_EVERY_MS = 200;
const LAG = /^wl_gateway_admission_lag\{group="([^"]+)".*\} (\d+)$/gm;
const SAMPLED = /^wl_gateway_admission_sample_timestamp_seconds(?:\{.*\})? ([\d.]+)$/m;

const metricsOf = async (opsUrl: string): Promise<string> =>
  (await fetch(new URL('/metrics', opsUrl))).text();

const lagsIn = (metrics: string): [group: string, lag: number][] =>
  [...metrics.matchAll(LAG)].map(([, group = '', lag]) => [group, Number(lag)]);

/** What the gateway's last sample says of each group, in records. */
export const admissionLags = async (opsUrl: string): Promise<ReadonlyMap<string, number>> =>
  new Map(lagsIn(await metricsOf(opsUrl)));

/** Reads the metrics of a gateway until the signal. */
export async function watchAdmission(opsUrl: string, stop: AbortSignal): Promise<AdmissionSeen> {
  const highestLag = new Map<string, number>();
  const samples: number[] = [];
  while (!stop.aborted) {
    const text = await metricsOf(opsUrl);
    for (const [group, lag] of lagsIn(text)) highestLag.set(group, Math.max(highestLag.get(group) ?? 0, lag));
    const sampled = SAMPLED.exec(text)?.[1];
    if (sampled !== undefined && Number(sampled) !== samples.at(-1)) samples.push(Number(sampled));
    await sleep(LOOK_EVERY_MS);
  }
  return { highestLag, blindSeconds: longestBlind(samples) };
}

/** A sample counts before the next one is begun: the second after it bounds how long nobody knew more than its first. */
function longestBlind(samples: readonly number[]): number {
  return Math.max(...samples.slice(2).map((sampled, index) => sampled - samples[index]!));
}
