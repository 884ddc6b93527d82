import type { Command } from 'commander';
import { type Talk, talkToStderr } from '../talk.ts';

/** What every command gets: the instance it was asked for and where it may speak. */
export interface Context {
  readonly instance: string | undefined;
  readonly talk: Talk;
}

/** The global options reach a command through its ancestors. */
export function contextOf(command: Command): Context {
  const { instance } = command.optsWithGlobals<{ instance?: string }>();
  return { instance, talk: talkToStderr };
}

/** Writes data, as opposed to talk. */
export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
