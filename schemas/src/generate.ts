/**
 * Writes src/generated/contracts.ts from avro/*.avsc: `node src/generate.ts`.
 * With `--check` nothing is written and the exit status is 2 when the file is stale.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type NamedSchema, render } from './generator.ts';

const avroFolder = new URL('../avro/', import.meta.url);
const target = new URL('./generated/contracts.ts', import.meta.url);

/** What the generated file should contain for the schemas on disk now. */
export function renderFromDisk(): string {
  const files = readdirSync(avroFolder).filter((name) => name.endsWith('.avsc'));
  const schemas: NamedSchema[] = files.sort().map((name) => ({
    file: name.slice(0, -'.avsc'.length),
    schema: JSON.parse(readFileSync(new URL(name, avroFolder), 'utf8')),
  }));
  return render(schemas);
}

export const isStale = (): boolean => readFileSync(target, 'utf8') !== renderFromDisk();

if (import.meta.main ?? process.argv[1]?.endsWith('generate.ts')) {
  if (!process.argv.includes('--check')) writeFileSync(target, renderFromDisk());
  else if (isStale()) {
    console.error('src/generated/contracts.ts is stale: run `pnpm --filter @wanderluxe/schemas generate`');
    process.exitCode = 2;
  }
}
