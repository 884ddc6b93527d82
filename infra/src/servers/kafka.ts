import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { ensureJava, installKafka } from '../install/kafka.ts';
import { runTool } from '../install/run-tool.ts';
import type { Launch } from '../processes/launch.ts';
import { addressOf } from '../settings/addresses.ts';
import { brokerPorts } from '../settings/kafka-nodes.ts';
import type { Settings } from '../settings/settings.ts';
import type { Talk } from '../talk.ts';
import { type Component, notOurs } from './component.ts';
import { probeKafka } from './kafka-probe.ts';
import { type ExtraListener, serverProperties } from './kafka-properties.ts';

const JVM_FLAGS = [
  ...['-Xms256m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
  ...['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Dorg.slf4j.simpleLogger.showDateTime=true'],
];

/** Sixteen random bytes as Kafka writes them; a leading "-" would be read as an option. */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}

/** The same for every broker of an instance, whichever is started first. */
function clusterIdOf(folder: string): string {
  const file = join(folder, 'data', 'kafka-cluster-id');
  if (!existsSync(file)) writeWhole(file, newClusterId());
  return readFileSync(file, 'utf8');
}

/** The first broker is "kafka", also when it is the only one. */
export const brokerName = (node: number): string => (node === 1 ? 'kafka' : `kafka-${node}`);

async function launch(
  settings: Settings,
  node: number,
  talk: Talk,
  extraListeners: readonly ExtraListener[],
): Promise<Launch> {
  const [java, jars] = await Promise.all([
    ensureJava(settings.cache, talk),
    installKafka(settings.cache, talk),
  ]);
  const name = brokerName(node);
  const data = join(settings.folder, 'data', name);
  const file = join(settings.folder, 'config', `${name}.properties`);
  for (const folder of [data, join(settings.folder, 'config')]) mkdirSync(folder, { recursive: true });
  writeWhole(file, serverProperties(settings, { node, data, extraListeners }));
  const classPath = join(jars, '*');
  if (!existsSync(join(data, 'meta.properties'))) {
    const id = clusterIdOf(settings.folder);
    const format = {
      what: `formatting the storage of ${name}`,
      command: java,
      args: [...JVM_FLAGS, '-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', file],
      log: join(settings.folder, 'logs', `${name}-format.log`),
      remedy: `see that Java is 17 or newer ("java -version") and that ${data} can be written`,
    };
    await runTool(format, talk);
  }
  return { command: java, args: [...JVM_FLAGS, '-cp', classPath, 'kafka.Kafka', file] };
}

const external = (settings: Settings): Component => ({
  ...{ name: brokerName(1), kind: 'server', needs: [], external: true, ...notOurs, ports: [] },
  addresses: { address: addressOf(settings, 'kafka') },
  probe: () => probeKafka(addressOf(settings, 'kafka')),
});

/** The brokers of an instance, one or three; or the one entry that stands for somebody else's cluster. */
export function kafka(
  settings: Settings,
  extraListenersOf: (node: number) => readonly ExtraListener[] = () => [],
): Component[] {
  if (settings.external.kafka !== undefined) return [external(settings)];
  return brokerPorts(settings.kafkaNodes).map(({ node, client, controller }) => {
    const address = `127.0.0.1:${settings.ports[client]}`;
    return {
      ...{ name: brokerName(node), kind: 'server', needs: [], external: false },
      addresses: { address },
      probe: () => probeKafka(address),
      ports: [client, controller],
      startWithinMs: 90_000,
      stopWithinMs: 30_000,
      install: async (talk) => void (await installKafka(settings.cache, talk)),
      launch: (talk) => launch(settings, node, talk, extraListenersOf(node)),
    };
  });
}
