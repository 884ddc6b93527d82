import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Talk } from '../talk.ts';
import { ensureProgram } from './debian.ts';
import { installOnce } from './install-once.ts';
import { buildLog, runTool } from './run-tool.ts';

const VERSION = '0.2.1';
const MODULE = 'github.com/axonops/axonops-schema-registry';
const PROGRAM = 'bin/schema-registry';

const goMod = `module wanderluxe/schema-registry

go 1.26.0

require ${MODULE} v${VERSION}
`;

// `go install module@version` asks for a list of versions, which not every module proxy has for this module; a module
// that requires the exact version does not.
const toolsGo = `//go:build tools

package tools

import _ "${MODULE}/cmd/schema-registry"
`;

async function build(cache: string, target: string, talk: Talk): Promise<void> {
  const need = {
    program: 'go',
    packages: ['golang-go'],
    purpose: 'to build the schema registry',
    insteadOf: 'SCHEMA_REGISTRY_URL',
    // From 1.21 on Go brings the newer version that a module asks for by itself.
    least: { version: [1, 21], ask: ['version'] },
  };
  const go = await ensureProgram(cache, need, talk);
  const module = join(target, 'module');
  await mkdir(module, { recursive: true });
  await writeFile(join(module, 'go.mod'), goMod);
  await writeFile(join(module, 'tools.go'), toolsGo);
  const step = (what: string, name: string, args: string[]): Promise<void> =>
    runTool(
      {
        what,
        command: go,
        args,
        cwd: module,
        env: { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-mod=mod' },
        log: buildLog(cache, name),
        remedy: `see that the Go module proxy can be reached and that Go is 1.26 or newer, or may fetch it (GOTOOLCHAIN=auto), or set ${need.insteadOf}`,
      },
      talk,
    );
  await step(`fetching the schema registry ${VERSION}`, 'schema-registry-modules', ['mod', 'tidy']);
  await step(`building the schema registry ${VERSION}`, 'schema-registry', [
    'build',
    '-trimpath',
    '-buildvcs=false',
    '-o',
    join(target, PROGRAM),
    `${MODULE}/cmd/schema-registry`,
  ]);
  await rm(module, { recursive: true });
}

/** Path of the AxonOps Schema Registry, which speaks Confluent's HTTP API. */
export function installSchemaRegistry(cache: string, talk: Talk): Promise<string> {
  const installation = {
    folder: `schema-registry-${VERSION}`,
    marker: PROGRAM,
    build: (target: string) => build(cache, target, talk),
  };
  return installOnce(cache, installation, talk);
}
