import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { ensureJava, installKafka } from '../install/kafka.ts';
import { runTool } from '../install/run-tool.ts';
import type { Launch } from '../processes/launch.ts';
import { addressOf } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import type { Talk } from '../talk.ts';
import { type Component, notOurs } from './component.ts';
import { probeKafka } from './kafka-probe.ts';

const JVM_FLAGS = [
  ...['-Xms256m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
  ...['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Dorg.slf4j.simpleLogger.showDateTime=true'],
];

/** A listener beside the usual one, for clients that are to reach the broker by another way, such as a proxy. */
export interface ExtraListener {
  /** Upper-case letters. */
  readonly name: string;
  readonly port: number;
  /** Where clients of this listener are told to connect. */
  readonly advertisedPort: number;
}

/** One broker that is its own controller, on 127.0.0.1 only. */
export function serverProperties(
  settings: Settings,
  data: string,
  extraListeners: readonly ExtraListener[] = [],
): string {
  const { kafka, kafkaController } = settings.ports;
  const each = (line: (listener: ExtraListener) => string): string =>
    extraListeners.map((listener) => `,${line(listener)}`).join('');
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${kafkaController}`,
    listeners: `PLAINTEXT://127.0.0.1:${kafka},CONTROLLER://127.0.0.1:${kafkaController}${each(
      ({ name, port }) => `${name}://127.0.0.1:${port}`,
    )}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${kafka}${each(
      ({ name, advertisedPort }) => `${name}://127.0.0.1:${advertisedPort}`,
    )}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': `PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT${each(
      ({ name }) => `${name}:PLAINTEXT`,
    )}`,
    'log.dirs': data,
    // A topic exists because `schemas push` made it; a misspelt name is an error.
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 8,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Sixteen random bytes as Kafka writes them; a leading "-" would be read as an option. */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}

async function launch(
  settings: Settings,
  talk: Talk,
  extraListeners: readonly ExtraListener[],
): Promise<Launch> {
  const [java, jars] = await Promise.all([
    ensureJava(settings.cache, talk),
    installKafka(settings.cache, talk),
  ]);
  const data = join(settings.folder, 'data', 'kafka');
  const file = join(settings.folder, 'config', 'kafka.properties');
  for (const folder of [data, join(settings.folder, 'config')]) mkdirSync(folder, { recursive: true });
  writeWhole(file, serverProperties(settings, data, extraListeners));
  const classPath = join(jars, '*');
  if (!existsSync(join(data, 'meta.properties'))) {
    const format = {
      what: 'formatting the Kafka storage',
      command: java,
      args: [
        ...JVM_FLAGS,
        '-cp',
        classPath,
        'kafka.tools.StorageTool',
        'format',
        '-t',
        newClusterId(),
        '-c',
        file,
      ],
      log: join(settings.folder, 'logs', 'kafka-format.log'),
      remedy: `see that Java is 17 or newer ("java -version") and that ${data} can be written`,
    };
    await runTool(format, talk);
  }
  return { command: java, args: [...JVM_FLAGS, '-cp', classPath, 'kafka.Kafka', file] };
}

export function kafka(settings: Settings, extraListeners: readonly ExtraListener[] = []): Component {
  const brokers = addressOf(settings, 'kafka');
  const external = settings.external.kafka !== undefined;
  return {
    name: 'kafka',
    kind: 'server',
    needs: [],
    addresses: { address: brokers },
    external,
    probe: () => probeKafka(brokers),
    ...(external
      ? { ...notOurs, ports: [] }
      : {
          ports: ['kafka', 'kafkaController'],
          startWithinMs: 90_000,
          stopWithinMs: 30_000,
          install: async (talk) => void (await installKafka(settings.cache, talk)),
          launch: (talk) => launch(settings, talk, extraListeners),
        }),
  };
}
