import { resultOf } from './result.ts';

/** A process that simulates the seeds it is told, one after the other. */
export interface Order {
  readonly seed: number;
  readonly keepTrace: boolean;
}

const send = (message: object): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });

process.on('message', ({ seed, keepTrace }: Order) => {
  void resultOf(seed, { keepTrace }).then(send);
});
