import { readFileSync } from 'node:fs';
import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Redis } from 'ioredis';
import { Batcher } from './batcher.ts';

const script = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const keepScript = script('./keep-claim.lua');
const releaseScript = script('./release-claim.lua');

/** A command's name and arguments. */
export type Command = [name: string, ...args: (string | number)[]];

/** Redis, one command at a time: what a claim takes several of can be cut off between them. */
export interface Commands {
  /** Answers what Redis does. @throws DependencyUnavailableError also for an error of the command */
  run(command: Command): Promise<unknown>;
}

const MAX_PIPELINE = 1_000;
/** Calls at once: Redis answers them in order. */
const MAX_PIPELINES = 16;

/** Concurrent commands share pipelines. */
export class RedisCommands implements Commands {
  readonly #commands: Batcher<Command, unknown>;

  constructor(redis: Redis) {
    redis.defineCommand('keepClaim', { numberOfKeys: 1, lua: keepScript });
    redis.defineCommand('releaseClaim', { numberOfKeys: 1, lua: releaseScript });
    this.#commands = new Batcher((commands) => pipelined(redis, commands), {
      maxBatch: MAX_PIPELINE,
      maxCalls: MAX_PIPELINES,
    });
  }

  async run(command: Command): Promise<unknown> {
    const answer = await this.#commands.ask(command);
    if (answer instanceof Error) throw new DependencyUnavailableError('redis', answer);
    return answer;
  }
}

/** One answer or error for each command. */
async function pipelined(redis: Redis, commands: readonly Command[]): Promise<unknown[]> {
  try {
    const answers = await redis.pipeline(commands as Command[]).exec();
    return (answers ?? []).map(([error, answer]) => error ?? answer);
  } catch (error) {
    throw new DependencyUnavailableError('redis', error);
  }
}
