import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../processes/lock.ts';
import type { Talk } from '../talk.ts';

export interface Installation {
  /** Folder under the cache, with its version in the name. */
  readonly folder: string;
  /** A file inside it that exists when the installation is complete. */
  readonly marker: string;
  /** Fills `target`, an empty folder beside the final one. */
  readonly build: (target: string) => Promise<void>;
}

/**
 * Path of the marker of a complete installation, building it when it is not there. Whole or not at all; of several
 * runs at once one builds and the others wait for it.
 */
export async function installOnce(cache: string, installation: Installation, talk: Talk): Promise<string> {
  const folder = join(cache, installation.folder);
  const marker = join(folder, installation.marker);
  if (existsSync(marker)) return marker;
  return withLock(`${folder}.lock`, talk, async () => {
    if (existsSync(marker)) return marker;
    const target = `${folder}.building`;
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    try {
      await installation.build(target);
      await rm(folder, { recursive: true, force: true });
      await rename(target, folder);
    } finally {
      await rm(target, { recursive: true, force: true });
    }
    return marker;
  });
}
