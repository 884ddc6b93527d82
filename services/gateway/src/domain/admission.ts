/** What one consumer group had to do by some moment, and what it had done, in records. */
export interface Backlog {
  readonly written: number;
  readonly done: number;
}

/** By consumer group. */
export type Backlogs = Readonly<Record<string, Backlog>>;

/** How one group keeps up. */
export interface Flow {
  /** Records that wait or are in flight. */
  readonly lag: number;
  readonly drainPerSecond: number;
  /** What would be written for it if nothing were refused. */
  readonly offeredPerSecond: number;
}

/** In records, of the group that is worst off. Up to `softLag` everything is admitted, from `hardLag` on nothing. */
export interface AdmissionLimits {
  readonly softLag: number;
  readonly hardLag: number;
}

export interface Admission {
  /** The share of requests to admit, from 0 to 1. */
  readonly share: number;
  readonly atMs: number;
  readonly backlogs: Backlogs;
  /** By group; empty before the second sample. */
  readonly flows: Readonly<Record<string, Flow>>;
}

const DRAIN_MEMORY_SECONDS = 5;
const OFFERED_MEMORY_SECONDS = 3;
/** With a smaller share too little gets through to tell how much is offered. */
const TELLING_SHARE = 0.02;
/** Slowly up, so that a drain rate that looks better than it is lets no burst in; faster down. */
const RISE_PER_SECOND = 0.1;
const FALL_PER_SECOND = 0.3;

/**
 * The share to admit after a sample of all backlogs. Between the limits, what is admitted is led to
 *
 *     2 x drain rate x (hardLag - lag) / (hardLag - softLag)
 *
 * In the middle that is the drain rate: there the lag comes to rest, whatever is offered, and however many gateways do
 * the same.
 * @param passedShare what share of the requests since the last sample was admitted
 */
export function admissionAfter(
  before: Admission | undefined,
  now: { readonly atMs: number; readonly backlogs: Backlogs; readonly passedShare: number },
  limits: AdmissionLimits,
): Admission {
  const { atMs, backlogs } = now;
  if (!before) return { share: 1, atMs, backlogs, flows: {} };
  const seconds = (atMs - before.atMs) / 1_000;
  const flows = Object.fromEntries(
    Object.entries(backlogs).flatMap(([group, backlog]) => {
      const earlier = before.backlogs[group];
      const span = { seconds, passedShare: now.passedShare };
      return earlier ? [[group, flowAfter(before.flows[group], earlier, backlog, span)]] : [];
    }),
  );
  const wanted = Math.min(1, ...Object.values(flows).map((flow) => wantedShare(flow, limits)));
  const least = wanted === 0 ? 0 : before.share - FALL_PER_SECOND * seconds;
  const share = Math.min(Math.max(wanted, least), before.share + RISE_PER_SECOND * seconds);
  return { share, atMs, backlogs, flows };
}

/**
 * How long to wait until the excess has drained, in whole seconds from 1 to 60.
 * @param random from 0 to 1: clients that were refused together come back spread over as long again
 */
export function retryAfterSeconds(
  { flows }: Pick<Admission, 'flows'>,
  { softLag }: AdmissionLimits,
  random: number,
): number {
  const waits = Object.values(flows)
    .filter(({ lag }) => lag > softLag)
    .map(({ lag, drainPerSecond }) => (lag - softLag) / drainPerSecond);
  const wait = Math.min(Math.max(1, ...waits), MAX_WAIT_SECONDS);
  return Math.ceil(wait * (1 + random));
}

const MAX_WAIT_SECONDS = 30;

function flowAfter(
  known: Flow | undefined,
  earlier: Backlog,
  { written, done }: Backlog,
  { seconds, passedShare }: { seconds: number; passedShare: number },
): Flow {
  // Offsets that were moved back, and topics made anew, count as nothing done and nothing offered.
  const drained = Math.max(0, done - earlier.done) / seconds;
  const offered = Math.max(0, written - earlier.written) / seconds / Math.max(passedShare, TELLING_SHARE);
  const isTelling = !known || passedShare >= TELLING_SHARE;
  return {
    lag: written - done,
    drainPerSecond: smoothed(known?.drainPerSecond, drained, seconds / DRAIN_MEMORY_SECONDS),
    offeredPerSecond: isTelling
      ? smoothed(known?.offeredPerSecond, offered, seconds / OFFERED_MEMORY_SECONDS)
      : known.offeredPerSecond,
  };
}

/** An exponential average: after one memory's time the new value counts for 63%. */
const smoothed = (known: number | undefined, value: number, memories: number): number =>
  known === undefined ? value : value + (known - value) * Math.exp(-memories);

function wantedShare({ lag, drainPerSecond, offeredPerSecond }: Flow, limits: AdmissionLimits): number {
  const { softLag, hardLag } = limits;
  if (lag <= softLag) return 1;
  if (lag >= hardLag) return 0;
  const wantedPerSecond = (2 * drainPerSecond * (hardLag - lag)) / (hardLag - softLag);
  return wantedPerSecond >= offeredPerSecond ? 1 : wantedPerSecond / offeredPerSecond;
}
