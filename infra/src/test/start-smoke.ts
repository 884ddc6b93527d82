import { join } from 'node:path';
import { startComponent } from '../engine/start.ts';
import { messageOf } from '../errors.ts';
import { repositoryRoot } from '../paths.ts';
import { readRecord, removeRecord } from '../processes/records.ts';
import { stopProcess } from '../processes/stop.ts';
import type { Component } from '../servers/component.ts';
import { type ServiceName, service, serviceEnvironment, serviceNames } from '../servers/services.ts';
import type { Settings } from '../settings/settings.ts';
import { silent } from '../talk.ts';
import type { StepResult } from './run-step.ts';

/** The service as it is shipped: its bundle alone, in a folder that holds nothing of the workspace. */
function built(settings: Settings, name: ServiceName): Component {
  return {
    ...service(settings, name),
    launch: async () => ({
      command: process.execPath,
      args: [join(repositoryRoot, 'services', name, 'dist', 'main.js')],
      cwd: settings.folder,
      env: serviceEnvironment(settings, name),
    }),
  };
}

async function start(component: Component, folder: string): Promise<string> {
  try {
    await startComponent(component, folder, silent);
  } catch (error) {
    return messageOf(error);
  }
  return '';
}

async function stop(component: Component, folder: string): Promise<string> {
  const record = readRecord(folder, component.name);
  if (!record) return '';
  const result = await stopProcess(record.process, component.stopWithinMs);
  removeRecord(folder, component.name);
  return result === 'killed' ? `did not end within ${component.stopWithinMs / 1_000} s of SIGTERM` : '';
}

/** Starts each built service on real servers, waits until it is ready, and sees that SIGTERM ends it in time. */
export async function startSmoke(settings: Settings): Promise<Map<string, StepResult>> {
  const startedAt = performance.now();
  const services = serviceNames.map((name) => built(settings, name));
  const results = await Promise.all(
    services.map(async (component) => {
      const started = await start(component, settings.folder);
      const stopped = await stop(component, settings.folder);
      const reason = started || stopped;
      return [
        component.name,
        { ok: reason === '', elapsedMs: performance.now() - startedAt, reason },
      ] as const;
    }),
  );
  return new Map(results);
}
