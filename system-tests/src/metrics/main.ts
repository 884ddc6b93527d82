/** Writes docs/metrics.md; with --check fails when it is not what the registries say. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogue } from './catalogue.ts';
import { documentOf } from './document.ts';

const path = fileURLToPath(new URL('../../../docs/metrics.md', import.meta.url));
const wanted = documentOf(await catalogue());
if (!process.argv.includes('--check')) writeFileSync(path, wanted);
else if (readFileSync(path, 'utf8') !== wanted) {
  console.error('docs/metrics.md is old: run pnpm --filter @wanderluxe/system-tests metrics');
  process.exit(1);
}
process.exit(0);
