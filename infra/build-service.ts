/**
 * Bundles one service into dist/main.js, run from its folder by `pnpm build`. Everything comes along but what must
 * stay a file of its own: Lua scripts are copied beside it, packages with assets stay in node_modules.
 */
import { copyFileSync, globSync, mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';

/** Optional native companions of drivers, which load them if they are there; and packages that are read as files. */
const external = [
  '@aws-sdk/credential-providers',
  '@mongodb-js/zstd',
  'aws4',
  'gcp-metadata',
  'kerberos',
  'mongodb-client-encryption',
  'snappy',
  'socks',
  'swagger-ui-dist',
];

await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.js',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  sourcemap: true,
  external,
  logLevel: 'warning',
  // CommonJS packages inside an ES module still call require. A name of its own: bundled code may import the same.
  banner: {
    js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
  },
});
mkdirSync('dist', { recursive: true });
for (const script of globSync('src/**/*.lua')) copyFileSync(script, `dist/${basename(script)}`);
