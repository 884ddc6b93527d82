import { CommandError, type ExitStatus, exitStatus } from './errors.ts';
import { reasonOf } from './servers/probes.ts';

const TIMEOUT_MS = 30_000;
const SHOWN_CHARACTERS = 300;

export interface Call {
  /** Who is asked, for the error message. */
  readonly who: string;
  readonly base: string;
  readonly method?: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  /** An answer 404 is the empty text then, and no error. */
  readonly isAbsentFine?: boolean;
  /** 30 s if not given. */
  readonly timeoutMs?: number;
  /** Of the command when there is no good answer; "failed" if not given. */
  readonly exit?: ExitStatus;
}

/** The text of a 2xx answer; anything else is a CommandError that says who answered what. */
export async function callText(call: Call): Promise<string> {
  const { who, base, method = 'GET', path, body, timeoutMs = TIMEOUT_MS, exit = exitStatus.failed } = call;
  let response: Response;
  try {
    response = await fetch(new URL(path, base), {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  } catch (cause) {
    throw new CommandError(`${who} at ${base} does not answer: ${reasonOf(cause)}`, {
      remedy: 'see "wanderluxe status" and "wanderluxe logs"',
      exit,
      cause,
    });
  }
  const text = await response.text();
  if (response.ok) return text;
  if (response.status === 404 && call.isAbsentFine) return '';
  throw new CommandError(
    `${who} answered ${response.status} to ${method} ${path}: ${text.slice(0, SHOWN_CHARACTERS)}`,
    {
      remedy: `see "wanderluxe logs" and that ${base} is the ${who} of this engine`,
      exit,
    },
  );
}

export const callJson = async <T>(call: Call): Promise<T> => JSON.parse(await callText(call)) as T;
