/** Counts of a run under way. */
export interface Counts {
  readonly posted: number;
  readonly total: number;
  readonly accepted: number;
  readonly refused: number;
  readonly confirmed: number;
  readonly failed: number;
  readonly cancelled: number;
}

const LIVE_MS = 250;
const QUIET_MS = 5_000;
const CLEAR_LINE = '\r\u001b[K';

export function progressLine(counts: Counts, elapsedMs: number): string {
  const ended = counts.confirmed + counts.failed + counts.cancelled;
  const rate = Math.round((ended * 1000) / Math.max(elapsedMs, 1));
  return [
    `${counts.posted}/${counts.total} posted`,
    `${counts.accepted} accepted`,
    `${counts.refused} refused`,
    `${counts.confirmed} confirmed`,
    `${counts.failed} failed`,
    ...(counts.cancelled > 0 ? [`${counts.cancelled} cancelled`] : []),
    `${rate}/s`,
  ].join(', ');
}

/** Shows the counts until stopped: one line that changes on a terminal, else a line every few seconds. */
export function showProgress(read: () => Counts, stream: NodeJS.WriteStream = process.stderr): () => void {
  const startedMs = performance.now();
  const show = (): void => {
    const line = `wanderluxe: ${progressLine(read(), performance.now() - startedMs)}`;
    stream.write(stream.isTTY ? `${CLEAR_LINE}${line}` : `${line}\n`);
  };
  const timer = setInterval(show, stream.isTTY ? LIVE_MS : QUIET_MS);
  return () => {
    clearInterval(timer);
    show();
    if (stream.isTTY) stream.write('\n');
  };
}
