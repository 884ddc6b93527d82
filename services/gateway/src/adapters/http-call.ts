import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { inSpan, type Tracer } from '@wanderluxe/runtime';
import { type Dispatcher, request } from 'undici';

/** What all calls of a process share. */
export interface Caller {
  readonly dispatcher: Dispatcher;
  readonly tracer: Tracer;
}

export interface Call extends Caller {
  /** Named in errors. */
  readonly service: string;
  /** Names, with the service, the step that the call is. */
  readonly operation: string;
  readonly url: string;
  readonly timeoutMs: number;
  /** Sent as JSON with POST; without it the call is a GET. */
  readonly body?: unknown;
  /** Of the step that asks; without it the call is a step of no trace. */
  readonly traceparent?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Calls another service within a time limit that covers the whole answer.
 * @throws DependencyUnavailableError when it does not answer in time, or answers 5xx or 429.
 */
export function call(asked: Call): Promise<Answer> {
  const { service, operation, tracer, traceparent: parent } = asked;
  if (parent === undefined) return exchange(asked);
  const attributes = { 'server.address': service };
  const start = { name: `${service} ${operation}`, kind: 'client', parent, attributes } as const;
  return inSpan(tracer, start, (traceparent) => exchange({ ...asked, traceparent }));
}

async function exchange(asked: Call): Promise<Answer> {
  const answer = await attempt(asked);
  if (answer.status < 500 && answer.status !== 429) return answer;
  throw new DependencyUnavailableError(asked.service, new Error(`answered ${answer.status}`));
}

async function attempt({ service, url, timeoutMs, body, dispatcher, traceparent }: Call): Promise<Answer> {
  try {
    const response = await request(url, {
      dispatcher,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(traceparent === undefined ? {} : { traceparent }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.statusCode, text: await response.body.text() };
  } catch (error) {
    throw new DependencyUnavailableError(service, error);
  }
}
