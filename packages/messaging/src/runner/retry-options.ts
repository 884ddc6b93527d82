import type { Parked } from '../ports.ts';

export const RETRY_DELAYS_MS: readonly number[] = [5_000, 30_000, 120_000];

/** What a service gives to have retry topics; without it a failed record is dead-lettered at once. */
export interface RetryOptions {
  /** Events with the same id keep their order when one of them fails. */
  readonly orderingIdOf: (event: never) => string;
  /** Name of the retry topic of a level, 1 for the first. */
  readonly retryTopicOf: (topic: string, group: string, level: number) => string;
  readonly parked: Parked;
  /** Delay before each level; as many levels as delays. */
  readonly delaysMs?: readonly number[];
}

/** The topic that each retry topic of these belongs to. */
export function retryTopicsOf(
  topics: Iterable<string>,
  group: string,
  { retryTopicOf, delaysMs = RETRY_DELAYS_MS }: Pick<RetryOptions, 'retryTopicOf' | 'delaysMs'>,
): Map<string, string> {
  return new Map(
    [...topics].flatMap((topic) =>
      delaysMs.map((_, level) => [retryTopicOf(topic, group, level + 1), topic]),
    ),
  );
}
