import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A patch of this folder. Its first line says what it breaks. */
export interface SeededBug {
  readonly name: string;
  readonly what: string;
  readonly file: string;
}

const folder = fileURLToPath(new URL('.', import.meta.url));

export const seededBugs: readonly SeededBug[] = readdirSync(folder)
  .filter((file) => file.endsWith('.patch'))
  .sort()
  .map((file) => ({
    name: basename(file, '.patch'),
    what: readFileSync(`${folder}${file}`, 'utf8').split('\n', 1)[0] ?? '',
    file: `${folder}${file}`,
  }));

/** Applies a bug to a tree, takes it back, or only tries. @throws Error with git's words when it does not fit */
export function patch(tree: string, { file }: SeededBug, how: 'apply' | 'undo' | 'try'): void {
  const flags = { apply: [], undo: ['--reverse'], try: ['--check'] }[how];
  // Outside of any repository, git applies to the files as they are.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: tree, GIT_DIR: '/dev/null' };
  execFileSync('git', ['apply', ...flags, file], { cwd: tree, env, stdio: ['ignore', 'ignore', 'pipe'] });
}
