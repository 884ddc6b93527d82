import type { z } from 'zod';
import { type FieldFault, invalid } from './problems.ts';

/** Every fault of a value by field, as the client named it. */
export const faultsOf = (error: z.ZodError, whole = 'body'): FieldFault[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((field) => ({ field, problem: 'is not a known field' }))
      : [{ field: issue.path.join('.') || whole, problem: issue.message }],
  );

/** @throws ProblemError listing the faults of path or query parameters. */
export function validated<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(faultsOf(parsed.error, 'request'));
}
