import { CommandError, exitStatus } from '../errors.ts';
import { reasonOf } from '../servers/probes.ts';

const TIMEOUT_MS = 30_000;
const SHOWN_CHARACTERS = 300;

export interface Call {
  /** Who is asked, for the error message. */
  readonly who: string;
  readonly base: string;
  readonly method?: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

/** The text of a 2xx answer; anything else is a CommandError that says who answered what. */
export async function callText({ who, base, method = 'GET', path, body }: Call): Promise<string> {
  let response: Response;
  try {
    response = await fetch(new URL(path, base), {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  } catch (cause) {
    throw new CommandError(`${who} at ${base} does not answer: ${reasonOf(cause)}`, {
      remedy: 'see "wanderluxe status" and "wanderluxe logs"',
      exit: exitStatus.failed,
      cause,
    });
  }
  const text = await response.text();
  if (response.ok) return text;
  throw new CommandError(
    `${who} answered ${response.status} to ${method} ${path}: ${text.slice(0, SHOWN_CHARACTERS)}`,
    {
      remedy: `see "wanderluxe logs" and that ${base} is the ${who} of this engine`,
      exit: exitStatus.failed,
    },
  );
}

export const callJson = async <T>(call: Call): Promise<T> => JSON.parse(await callText(call)) as T;
