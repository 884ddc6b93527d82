import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));

const SHELL_BLOCK = /^```(?:sh|bash)\n([\s\S]*?)^```/gm;

/** Commands in the shell blocks of a Markdown text, one string each, continued lines joined. A comment stands alone or after two blanks. */
export function commandsIn(markdown: string): string[] {
  return [...markdown.matchAll(SHELL_BLOCK)]
    .flatMap(([, block = '']) => block.replaceAll(/\s*\\\n\s*/g, ' ').split('\n'))
    .map((line) => line.replace(/(^|\s{2,})#\s.*$/, '').trim())
    .filter((line) => line !== '');
}

/** The commands of each README of the project, by its path. */
export function documentedCommands(): Map<string, string[]> {
  const listed = execFileSync('git', ['ls-files', '*README.md'], { cwd: repository, encoding: 'utf8' });
  const paths = listed.split('\n').filter((path) => path !== '');
  return new Map(paths.map((path) => [path, commandsIn(readFileSync(join(repository, path), 'utf8'))]));
}
