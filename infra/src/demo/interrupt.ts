import type { Talk } from '../talk.ts';

/** What a shell reports for a command that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** Ctrl-C (or SIGTERM) as something to wait for, so that what was started can be stopped in order. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Resolves once it came. */
  readonly happened: Promise<void>;
  stopListening(): void;
}

/** Until `stopListening`, the first interrupt is announced and the second ends the process at once. */
export function listenForInterrupt(talk: Talk): Interrupt {
  const controller = new AbortController();
  const { promise: happened, resolve } = Promise.withResolvers<void>();
  // A pending promise alone does not keep the process alive.
  const alive = setInterval(() => {}, 60_000);
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    talk(`${signal}: stopping; once more to leave everything as it is`);
    controller.abort();
    resolve();
  };
  const names = ['SIGINT', 'SIGTERM'] as const;
  for (const name of names) process.on(name, onSignal);
  const stopListening = (): void => {
    clearInterval(alive);
    for (const name of names) process.off(name, onSignal);
  };
  return { signal: controller.signal, happened, stopListening };
}
