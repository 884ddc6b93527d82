import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../errors.ts';
import { repositoryRoot } from '../paths.ts';

/** One package of the workspace, as far as the tests care. */
export interface WorkspacePackage {
  readonly name: string;
  readonly folder: string;
  readonly scripts: readonly string[];
  readonly hasSpecs: boolean;
}

/** Everything else comes after the packages that it is made of; the system's own tests come last. */
const groups = ['schemas', 'packages', 'docs', 'infra', 'services', 'console', 'system-tests'];

const SKIPPED = new Set(['node_modules', 'dist']);

function containsSpec(folder: string): boolean {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.some((entry) =>
    entry.isDirectory()
      ? !SKIPPED.has(entry.name) && containsSpec(join(folder, entry.name))
      : entry.name.endsWith('.spec.ts'),
  );
}

function rankOf({ folder }: WorkspacePackage): number {
  const [group = ''] = folder.slice(repositoryRoot.length + 1).split('/');
  return groups.indexOf(group);
}

function describePackage({ name, path }: { name: string; path: string }): WorkspacePackage {
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const isRoot = path === repositoryRoot;
  return {
    name,
    folder: path,
    scripts: Object.keys(manifest.scripts ?? {}),
    hasSpecs: !isRoot && containsSpec(path),
  };
}

/** All packages, the root first, then in the order in which they are tested. */
export function workspacePackages(): WorkspacePackage[] {
  const listed = execFileSync('pnpm', ['ls', '--recursive', '--depth', '-1', '--json'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  const packages = (JSON.parse(listed) as { name: string; path: string }[]).map(describePackage);
  return packages.sort((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name));
}

/** The packages that `--filter` means: a whole name, or its part after the slash. */
export function filterPackages(
  packages: readonly WorkspacePackage[],
  wanted: string | undefined,
): WorkspacePackage[] {
  if (!wanted) return [...packages];
  const chosen = packages.filter(({ name }) => name === wanted || name.split('/').at(-1) === wanted);
  if (chosen.length > 0) return chosen;
  throw new CommandError(`no package is called "${wanted}"`, {
    remedy: `choose one of ${packages.map(({ name }) => name).join(', ')}`,
  });
}
