import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../../../', import.meta.url));

type Snippet = readonly [file: string, imports: string];

/** What the dependency direction forbids. Each is one file with one import, and must be an error. */
const forbidden: readonly Snippet[] = [
  ['services/gateway/src/domain/a.ts', 'mongodb'],
  ['services/gateway/src/domain/a.ts', 'node:fs'],
  ['services/gateway/src/domain/a.ts', '@wanderluxe/messaging'],
  ['services/gateway/src/domain/a.ts', '@wanderluxe/runtime'],
  ['services/gateway/src/domain/a.ts', '../ports.ts'],
  ['services/gateway/src/domain/a.ts', '../adapters/x.ts'],
  ['services/gateway/src/domain/a.ts', 'zod'],
  ['services/payment/src/handlers/a.ts', '../adapters/x.ts'],
  ['services/payment/src/handlers/a.ts', 'undici'],
  ['services/payment/src/http/a.ts', '../adapters/memory/x.ts'],
  ['services/payment/src/http/deep/a.ts', 'ioredis'],
  ['services/payment/src/jobs/a.ts', 'bullmq'],
  ['services/payment/src/jobs/a.ts', '../adapters/x.ts'],
  ['services/inventory/src/loaded.ts', 'mongodb'],
  ['services/inventory/src/main.ts', 'mongodb/lib/collection.js'],
  ['services/inventory/src/adapters/a.ts', 'kafkajs'],
  ['services/inventory/src/app.ts', 'kafkajs'],
  ['services/inventory/src/app.spec.ts', 'kafkajs'],
  ['services/inventory/src/app.ts', '@wanderluxe/payment'],
  ['services/inventory/src/app.ts', '../../payment/src/app.ts'],
  ['services/inventory/src/app.spec.ts', '../../booking-ledger/src/app.ts'],
  ['services/inventory/src/adapters/a.ts', '../../../gateway/src/domain/x.ts'],
  ['packages/messaging/src/runner/a.ts', '@wanderluxe/schemas'],
  ['packages/messaging/src/runner/a.ts', '../../../../schemas/src/topics.ts'],
  ['packages/messaging/src/runner/a.ts', '../../../../services/gateway/src/app.ts'],
  ['packages/messaging/src/runner/a.ts', '@wanderluxe/inventory'],
  ['packages/messaging/src/runner/a.ts', 'mongodb'],
  ['packages/messaging/src/kafka/a.ts', 'kafkajs'],
  ['packages/messaging/src/kafka/kafkajs.ts', 'mongodb'],
  ['packages/messaging/src/mongo/a.ts', 'kafkajs'],
  ['packages/runtime/src/a.ts', 'ioredis'],
  ['infra/src/a.ts', 'kafkajs'],
  ['system-tests/src/a.ts', 'kafkajs'],
];

/** What each place is there for. */
const allowed: readonly Snippet[] = [
  ['services/gateway/src/domain/a.ts', './b.ts'],
  ['services/gateway/src/domain/a.ts', '@wanderluxe/schemas'],
  ['services/gateway/src/domain/a.spec.ts', 'chai'],
  ['services/payment/src/handlers/a.ts', '../domain/x.ts'],
  ['services/payment/src/handlers/a.ts', '../ports.ts'],
  ['services/payment/src/handlers/a.ts', '@wanderluxe/messaging'],
  ['services/payment/src/handlers/a.spec.ts', '../adapters/memory.ts'],
  ['services/payment/src/http/a.ts', 'express'],
  ['services/inventory/src/adapters/a.ts', 'mongodb'],
  ['services/inventory/src/adapters/a.ts', 'ioredis'],
  ['services/inventory/src/app.ts', 'mongodb'],
  ['services/inventory/src/app.ts', './adapters/x.ts'],
  ['packages/messaging/src/kafka/kafkajs.ts', 'kafkajs'],
  ['packages/messaging/src/mongo/a.ts', 'mongodb'],
  ['packages/messaging/src/a.ts', '@wanderluxe/runtime'],
  ['infra/src/servers/a.ts', 'mongodb'],
];

/** The snippets that Biome refuses: each file is written once, with one import a line. */
async function refused(snippets: readonly Snippet[]): Promise<Snippet[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lint-rules-'));
  try {
    const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    const standalone = { ...config, $schema: undefined, vcs: { enabled: false } };
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(standalone));
    const files = Map.groupBy(snippets, ([file]) => file);
    for (const [file, own] of files) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, own.map(([, imported]) => `import '${imported}';\n`).join(''));
    }
    const places = [...(await lint(folder)).matchAll(/noRestrictedImports,file=([^,]*),line=(\d+)/g)];
    const refusedLines = new Set(places.map(([, file, line]) => `${relative(folder, file ?? '')}:${line}`));
    return [...files].flatMap(([file, own]) =>
      own.filter((_snippet, index) => refusedLines.has(`${file}:${index + 1}`)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lint(folder: string): Promise<string> {
  const biome = join(root, 'node_modules/.bin/biome');
  const args = [
    'lint',
    '--only=style/noRestrictedImports',
    '--reporter=github',
    '--max-diagnostics=none',
    '.',
  ];
  return new Promise((resolve) => {
    execFile(biome, args, { cwd: folder }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}

describe('the dependency direction, as lint errors', () => {
  let found: Set<Snippet>;
  before(async () => {
    found = new Set(await refused([...forbidden, ...allowed]));
  });

  for (const snippet of forbidden) {
    it(`${snippet[0]} must not import ${snippet[1]}`, () => {
      expect(found.has(snippet)).to.equal(true);
    });
  }
  for (const snippet of allowed) {
    it(`${snippet[0]} may import ${snippet[1]}`, () => {
      expect(found.has(snippet)).to.equal(false);
    });
  }
});
