/**
 * Runs the same check several times at once: while one waits for a server or a timer, the others go on. Rejects with
 * the error of the first lane that failed, when all have ended.
 */
export async function inLanes(lanes: number, check: () => Promise<void>): Promise<void> {
  const ended = await Promise.allSettled(Array.from({ length: lanes }, check));
  const failed = ended.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}
