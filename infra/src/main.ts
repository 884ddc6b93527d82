import { CommandError } from './errors.ts';
import { createProgram } from './program.ts';
import { talkToStderr } from './talk.ts';

function report(error: unknown): void {
  if (!(error instanceof CommandError)) throw error;
  for (const line of error.message.split('\n')) talkToStderr(line);
  talkToStderr(`what to do: ${error.remedy}`);
  process.exitCode = error.exit;
}

try {
  await createProgram().parseAsync();
} catch (error) {
  report(error);
}
