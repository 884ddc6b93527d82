/** The parts of the launcher, for a harness that starts, kills and starts again single components by itself. */

export { stopComponent } from './engine/down.ts';
export { logOf, startComponent } from './engine/start.ts';
export { allOf, startAll } from './engine/start-all.ts';
export { installChromium } from './install/chromium.ts';
export { installFaketime } from './install/faketime.ts';
export { isRunning, type ProcessIdentity } from './processes/identity.ts';
export { type Launch, launchDetached } from './processes/launch.ts';
export { readLiveRecord, removeRecord, saveRecord } from './processes/records.ts';
export { stopProcess } from './processes/stop.ts';
export { pushSchemas, registerSchemas } from './schemas/push.ts';
export { bank } from './servers/bank.ts';
export type { Component } from './servers/component.ts';
export { components } from './servers/components.ts';
export { consoleAddress } from './servers/console.ts';
export { brokerName, kafka } from './servers/kafka.ts';
export type { ExtraListener } from './servers/kafka-properties.ts';
export { mongo } from './servers/mongo.ts';
export { probeHttp } from './servers/probes.ts';
export { redis } from './servers/redis.ts';
export { type RedisCluster, startRedisCluster } from './servers/redis-cluster.ts';
export { keepSchemas } from './servers/registry-snapshot.ts';
export { schemaRegistry } from './servers/schema-registry.ts';
export { type ServiceName, service, serviceEnvironment, serviceNames } from './servers/services.ts';
export type { KafkaNodes } from './settings/kafka-nodes.ts';
export { recordSettings, settingsForStart } from './settings/recorded.ts';
