/** Preloaded into a service, makes it one that was built with the next version of every contract. */

import { schemaTexts } from '@wanderluxe/schemas/contracts';
import { nextVersionOf } from './next-version.ts';

for (const name of Object.keys(schemaTexts) as (keyof typeof schemaTexts)[])
  schemaTexts[name] = nextVersionOf(schemaTexts[name]);
