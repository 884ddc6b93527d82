/** What the console's server answered when it did not do what it was asked. */
export class Refusal extends Error {
  readonly status: number;
  /** What to do about it. */
  readonly remedy: string;

  constructor(status: number, title: string, remedy: string) {
    super(title);
    this.status = status;
    this.remedy = remedy;
  }
}

const WITHIN_MS = 70_000;

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api${path}`, { signal: AbortSignal.timeout(WITHIN_MS), ...init });
  } catch {
    throw new Refusal(0, 'The console does not answer', 'See that it runs: ./wanderluxe status');
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body as T;
  throw new Refusal(response.status, body.title ?? `It answered ${response.status}`, remedyOf(body));
}

interface ProblemBody {
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly problem: string }[];
}

const remedyOf = ({ detail = '', errors = [] }: ProblemBody): string =>
  [detail, ...errors.map(({ field, problem }) => `${field} ${problem}.`)].join(' ');

export const get = <T>(path: string): Promise<T> => ask<T>(path);

export const post = <T>(path: string, body: unknown): Promise<T> =>
  ask<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
