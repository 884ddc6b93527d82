import { CommandError } from '../errors.ts';
import type { DeadLetter } from './letter.ts';

export interface LetterFilter {
  /** Ids of letters; none means all. */
  readonly ids?: readonly string[];
  readonly topic?: string;
  readonly group?: string;
  readonly sinceMs?: number;
  /** Part of the error's class or message, in any case. */
  readonly error?: string;
}

export function matches(letter: DeadLetter, filter: LetterFilter): boolean {
  const { ids = [], topic, group, sinceMs, error } = filter;
  const text = `${letter.errorClass}: ${letter.errorMessage}`.toLowerCase();
  return (
    (ids.length === 0 || ids.includes(letter.id)) &&
    (topic === undefined || letter.topic === topic) &&
    (group === undefined || letter.group === group) &&
    (sinceMs === undefined || letter.atMs >= sinceMs) &&
    (error === undefined || text.includes(error.toLowerCase()))
  );
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "15m" before now, or a point in time. */
export function readSince(text: string, nowMs: number): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const ms = count === undefined ? Date.parse(text) : nowMs - Number(count) * (UNIT_MS[unit] ?? 0);
  if (Number.isNaN(ms))
    throw new CommandError(`--since ${text} is no time`, {
      remedy: 'give an age such as 30s, 15m, 2h or 7d, or a time such as 2026-11-22T10:00:00Z',
    });
  return ms;
}
