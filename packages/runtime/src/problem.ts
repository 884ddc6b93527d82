import type { ErrorRequestHandler, Request, Response } from 'express';

/** RFC 9457 problem document. `code` is stable and machine-readable; `detail` carries the remedy. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly problem: string }[];
  readonly [extension: string]: unknown;
}

export function problem(res: Response, { status, code, title, ...rest }: Problem): void {
  const type = `urn:wanderluxe:problem:${code}`;
  res
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type, title, status, code, ...rest }));
}

/** A problem thrown from a route. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(content: Problem) {
    super(content.title);
    this.name = 'ProblemError';
    this.problem = content;
  }
}

/** Turns thrown problems into their documents and anything else into a 500 that reveals nothing. */
export const problemHandler =
  (onUnexpected: (error: unknown, req: Request) => void): ErrorRequestHandler =>
  (error, req, res, next) => {
    if (res.headersSent) return next(error);
    if (error instanceof ProblemError) return problem(res, error.problem);
    onUnexpected(error, req);
    problem(res, {
      status: 500,
      code: 'internal_error',
      title: 'The service failed',
      detail: 'Nothing was changed; try again.',
    });
  };
