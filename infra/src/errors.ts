/** Exit statuses of every command; docs/cli.md has them in words. */
export const exitStatus = {
  ok: 0,
  /** Wrong settings or arguments, a missing tool, a port in use: nothing was tried. */
  couldNotRun: 1,
  /** It was tried and did not succeed. */
  failed: 2,
  /** `status` and `doctor`: something is not healthy. */
  notHealthy: 3,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

interface Details {
  /** What the person at the keyboard can do about it. */
  readonly remedy: string;
  readonly exit?: ExitStatus;
  readonly cause?: unknown;
}

/** A condition that a person can act on. It is shown without a stack trace, with its remedy. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly remedy: string;
  readonly exit: ExitStatus;

  constructor(condition: string, details: Details) {
    super(condition, { cause: details.cause });
    this.remedy = details.remedy;
    this.exit = details.exit ?? exitStatus.couldNotRun;
  }
}

/** The text of anything thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
