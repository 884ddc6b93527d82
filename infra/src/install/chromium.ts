import { cacheFolder } from '../paths.ts';
import type { Talk } from '../talk.ts';
import { ensureProgram } from './debian.ts';
import { findProgram } from './find-program.ts';

/** Chrome will do as well: Ubuntu has no package of Chromium, only a snap. */
const browsers = ['chromium', 'google-chrome-stable', 'google-chrome'];

/** Full path of a browser for tests; brings Debian's package when this machine has none and allows that. */
export async function installChromium(talk: Talk): Promise<string> {
  const found = browsers.map(findProgram).find((path) => path !== null);
  return (
    found ??
    ensureProgram(
      cacheFolder(process.env),
      {
        program: 'chromium',
        packages: ['chromium', 'fonts-dejavu-core'],
        purpose: 'to test the console in a browser (Google Chrome will do, too)',
      },
      talk,
    )
  );
}
