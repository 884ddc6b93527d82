import { setTimeout as sleep } from 'node:timers/promises';

export const INSIST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 100;

/**
 * Tries an idempotent effect again, with doubled pauses, about three seconds in all.
 * @throws the last attempt's error
 */
export async function insist(effect: () => Promise<void>, firstPauseMs = FIRST_PAUSE_MS): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await effect();
    } catch (error) {
      if (attempt === INSIST_ATTEMPTS) throw error;
      await sleep(firstPauseMs * 2 ** (attempt - 1));
    }
  }
}
