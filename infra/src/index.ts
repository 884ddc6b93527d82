/** What other packages may use of the launcher: whole instances and single components, as functions. */
export { type DownOptions, down } from './engine/down.ts';
export { type RestartOptions, restart } from './engine/restart.ts';
export { type ComponentStatus, type InstanceStatus, status } from './engine/status.ts';
export { type UpOptions, up } from './engine/up.ts';
export { CommandError, exitStatus, messageOf } from './errors.ts';
export { installPrometheus, type PrometheusPrograms } from './install/prometheus.ts';
export { addressOf, httpAt, instanceEnvironment } from './settings/addresses.ts';
export { findFreePortBase } from './settings/free-port-base.ts';
export type { Settings } from './settings/settings.ts';
export { silent, type Talk, talkToStderr } from './talk.ts';
