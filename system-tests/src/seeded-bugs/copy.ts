import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** What a simulation needs of the tree. */
const PARTS = ['packages', 'services', 'schemas', 'infra', 'system-tests', 'package.json'];

/** The tree as it is now, in a folder of its own; what is installed is shared. Bugs are seeded here, never in the tree itself. */
export class TreeCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'wanderluxe-seeded-bugs-'));

  constructor() {
    const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...PARTS];
    const files = execFileSync('git', list, { cwd: repositoryRoot, encoding: 'utf8' });
    const present = files.split('\n').filter((file) => file !== '' && existsSync(join(repositoryRoot, file)));
    for (const file of present) this.#copy(file);
    const packages = new Set(present.filter((file) => file.endsWith('/package.json')).map(dirname));
    for (const own of packages) this.#copy(join(own, 'node_modules'));
    symlinkSync(join(repositoryRoot, 'node_modules'), join(this.folder, 'node_modules'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #copy(path: string): void {
    const from = join(repositoryRoot, path);
    if (!existsSync(from)) return;
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    cpSync(from, join(this.folder, path), { recursive: true, verbatimSymlinks: true });
  }
}
