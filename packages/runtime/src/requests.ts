import type { z } from 'zod';
import { type Problem, ProblemError } from './problem.ts';

/** The input as the schema understands it. @throws ProblemError 400 naming every fault by its field. */
export function valid<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ProblemError({
    status: 400,
    code: 'invalid_request',
    title: 'The request is not valid',
    detail: 'Mend what is listed and send it again.',
    errors: parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), problem: message })),
  });
}

/** What express and its body parser mark as the client's doing (a broken or too large body); undefined for the rest. */
export function clientFault(error: unknown): Problem | undefined {
  if (!(error instanceof Error && 'status' in error)) return undefined;
  const status = Number(error.status);
  if (!(status >= 400 && status < 500)) return undefined;
  return {
    status,
    code: status === 413 ? 'body_too_large' : 'unreadable_request',
    title: 'The request cannot be read',
    detail: error.message,
  };
}
