/** Fails when a seeded bug no longer fits the code: told in seconds, not at the end of every other suite. */
import { patch, type SeededBug, seededBugs } from './bugs.ts';
import { repositoryRoot } from './copy.ts';

/** Why a bug does not fit; the check looks at files only, and changes none. */
function misfit(bug: SeededBug): string[] {
  try {
    patch(repositoryRoot, bug, 'try');
    return [];
  } catch (error) {
    return [`${bug.name} does not fit the code: ${(error as Error).message}`];
  }
}

const misfits = seededBugs.flatMap(misfit);
for (const one of misfits) console.error(one);
if (misfits.length > 0) {
  console.error('change the code in these patches, too: system-tests/src/seeded-bugs/README.md');
  process.exit(1);
}
