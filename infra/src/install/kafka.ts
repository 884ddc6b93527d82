import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Talk } from '../talk.ts';
import { ensureProgram } from './debian.ts';
import { installOnce } from './install-once.ts';
import { buildLog, runTool } from './run-tool.ts';

const VERSION = '4.1.0';
const SLF4J_VERSION = '1.7.36';

const dependency = (group: string, artifact: string, version: string): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>wanderluxe</groupId><artifactId>kafka-broker</artifactId><version>${VERSION}</version>
<dependencies>
${dependency('org.apache.kafka', 'kafka_2.13', VERSION)}
${dependency('org.slf4j', 'slf4j-simple', SLF4J_VERSION)}
</dependencies></project>
`;

const purpose = 'to run Kafka';
const insteadOf = 'KAFKA_BROKERS';

const java = {
  program: 'java',
  packages: ['openjdk-17-jre-headless'],
  purpose,
  insteadOf,
  least: { version: [17], ask: ['-version'] },
};

export const ensureJava = (cache: string, talk: Talk): Promise<string> => ensureProgram(cache, java, talk);

async function download(cache: string, target: string, talk: Talk): Promise<void> {
  const mvn = await ensureProgram(cache, { program: 'mvn', packages: ['maven'], purpose, insteadOf }, talk);
  const project = join(target, 'pom.xml');
  await mkdir(join(target, 'lib'), { recursive: true });
  await writeFile(project, pom);
  const run = {
    what: `fetching Kafka ${VERSION}`,
    command: mvn,
    args: [
      '-B',
      '-Dstyle.color=never',
      '-f',
      project,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${join(target, 'lib')}`,
    ],
    log: buildLog(cache, 'kafka'),
    remedy: 'see that Maven Central can be reached (proxy settings go into ~/.m2/settings.xml)',
  };
  await runTool(run, talk);
}

/** Folder of the jars of an Apache Kafka broker. */
export async function installKafka(cache: string, talk: Talk): Promise<string> {
  await ensureJava(cache, talk);
  const installation = {
    folder: `kafka-${VERSION}`,
    marker: `lib/kafka_2.13-${VERSION}.jar`,
    build: (target: string) => download(cache, target, talk),
  };
  return dirname(await installOnce(cache, installation, talk));
}
