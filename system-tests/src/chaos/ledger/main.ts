import { readFileSync, writeFileSync } from 'node:fs';
import { linesOf, summaryOf } from './summary.ts';

/** Writes docs/evidence/chaos.md anew from its ledger; with --check only says whether it is up to date. */
const evidence = new URL('../../../../docs/evidence/', import.meta.url);
const page = new URL('chaos.md', evidence);
const made = summaryOf(linesOf(readFileSync(new URL('chaos.ndjson', evidence), 'utf8')));

if (!process.argv.includes('--check')) {
  writeFileSync(page, made);
} else if (readFileSync(page, 'utf8') !== made) {
  process.stderr.write('docs/evidence/chaos.md is not what its ledger says: run the script "evidence"\n');
  process.exitCode = 1;
}
