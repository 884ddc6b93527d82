import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../paths.ts';
import type { Talk } from '../talk.ts';
import { canInstall } from './debian.ts';
import { findProgram } from './find-program.ts';
import { installOnce } from './install-once.ts';
import { buildLog, runTool } from './run-tool.ts';

const PROGRAM = 'usr/bin/promtool';

/** Debian's package is only unpacked: nothing is installed and no service started, so that it takes no root either. */
async function unpackPackage(cache: string, target: string, talk: Talk): Promise<void> {
  const step = (what: string, command: string, args: string[]): Promise<void> => {
    const remedy = 'put promtool and prometheus on the PATH (Debian, Ubuntu: apt-get install prometheus)';
    return runTool({ what, command, args, cwd: target, log: buildLog(cache, 'prometheus'), remedy }, talk);
  };
  if (canInstall()) await step('refreshing the package lists', 'apt-get', ['update']);
  await step('fetching Prometheus', 'apt-get', ['download', 'prometheus']);
  const [file = ''] = (await readdir(target)).filter((name) => name.endsWith('.deb'));
  await step('unpacking Prometheus', 'dpkg-deb', ['--extract', join(target, file), target]);
}

export interface PrometheusPrograms {
  readonly promtool: string;
  readonly prometheus: string;
}

/** Full paths of promtool and prometheus: of the PATH, or of Debian's package, unpacked into the cache. */
export async function installPrometheus(
  talk: Talk,
  cache = cacheFolder(process.env),
): Promise<PrometheusPrograms> {
  const [promtool, prometheus] = [findProgram('promtool'), findProgram('prometheus')];
  if (promtool && prometheus) return { promtool, prometheus };
  const unpacked = await installOnce(
    cache,
    { folder: 'prometheus', marker: PROGRAM, build: (target) => unpackPackage(cache, target, talk) },
    talk,
  );
  return { promtool: unpacked, prometheus: join(dirname(unpacked), 'prometheus') };
}
