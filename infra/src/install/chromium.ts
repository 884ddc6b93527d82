import { cacheFolder } from '../paths.ts';
import type { Talk } from '../talk.ts';
import { ensureProgram } from './debian.ts';

/** Full path of a browser for tests; brings Debian's package when this machine allows that. */
export const installChromium = (talk: Talk): Promise<string> =>
  ensureProgram(
    cacheFolder(process.env),
    {
      program: 'chromium',
      packages: ['chromium', 'fonts-dejavu-core'],
      purpose: 'to test the console in a browser',
    },
    talk,
  );
