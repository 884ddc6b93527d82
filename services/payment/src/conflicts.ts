import { ConflictError } from '@wanderluxe/messaging';

const MAX_TRIES = 5;

/** For work that reads a row anew each time. @throws the last ConflictError when somebody else is first every time. */
export async function tryAgainOnConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConflictError) || tries === MAX_TRIES) throw error;
    }
  }
}
