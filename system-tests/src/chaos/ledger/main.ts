import { readFileSync, writeFileSync } from 'node:fs';
import type { Finding } from './broken.ts';
import { linesOf, summaryOf } from './summary.ts';

/** Writes docs/evidence/chaos.md anew from its ledger. */
const evidence = new URL('../../../../docs/evidence/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, evidence), 'utf8');
const findings = JSON.parse(read('chaos-findings.json')) as Finding[];
writeFileSync(new URL('chaos.md', evidence), summaryOf(linesOf(read('chaos.ndjson')), findings));
