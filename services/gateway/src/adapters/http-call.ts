import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { type Dispatcher, request } from 'undici';

export interface Call {
  /** Named in errors. */
  readonly service: string;
  readonly url: string;
  readonly timeoutMs: number;
  /** Sent as JSON with POST; without it the call is a GET. */
  readonly body?: unknown;
  readonly dispatcher: Dispatcher;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Calls another service within a time limit that covers the whole answer.
 * @throws DependencyUnavailableError when it does not answer in time, or answers 5xx or 429.
 */
export async function call({ service, url, timeoutMs, body, dispatcher }: Call): Promise<Answer> {
  const answer = await attempt(service, async () => {
    const response = await request(url, {
      dispatcher,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : posted(body)),
    });
    return { status: response.statusCode, text: await response.body.text() };
  });
  if (answer.status < 500 && answer.status !== 429) return answer;
  throw new DependencyUnavailableError(service, new Error(`answered ${answer.status}`));
}

const posted = (body: unknown) => ({
  method: 'POST' as const,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function attempt<T>(service: string, effect: () => Promise<T>): Promise<T> {
  try {
    return await effect();
  } catch (error) {
    throw new DependencyUnavailableError(service, error);
  }
}
