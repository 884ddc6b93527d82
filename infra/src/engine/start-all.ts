import { CommandError, exitStatus, messageOf } from '../errors.ts';
import { findListener, isPortFree } from '../processes/ports-in-use.ts';
import { readLiveRecord } from '../processes/records.ts';
import type { Component } from '../servers/component.ts';
import { portTable } from '../settings/ports.ts';
import type { Settings } from '../settings/settings.ts';
import type { Talk } from '../talk.ts';
import { startWaves } from './order.ts';
import { startComponent } from './start.ts';

const withRemedy = (failure: unknown): string =>
  failure instanceof CommandError
    ? `${failure.message}\n  what to do: ${failure.remedy}`
    : messageOf(failure);

/** Several failures in one, each with its own remedy. */
function combine(failures: readonly unknown[]): unknown {
  if (failures.length === 1) return failures[0];
  return new CommandError(failures.map(withRemedy).join('\n'), {
    remedy: 'mend what is named above, then run the same command again',
    exit: exitStatus.failed,
  });
}

/** Like Promise.all, but waits for every one and tells all failures. */
export async function allOf(work: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length > 0) throw combine(failures);
}

async function faultsOfPorts(component: Component, settings: Settings): Promise<string[]> {
  if (readLiveRecord(settings.folder, component.name)) return [];
  const faults = component.ports.map(async (name) => {
    const port = settings.ports[name];
    if (await isPortFree(port)) return [];
    const holder = findListener(port) ?? 'a process that cannot be seen from here';
    return [
      `${component.name} wants port ${port}, which is in use by ${holder} (variable ${portTable[name].variable})`,
    ];
  });
  return (await Promise.all(faults)).flat();
}

/** Throws one error for all ports that others hold. */
export async function requireFreePorts(wanted: readonly Component[], settings: Settings): Promise<void> {
  const faults = (await Promise.all(wanted.map((component) => faultsOfPorts(component, settings)))).flat();
  if (faults.length === 0) return;
  throw new CommandError(faults.join('\n'), {
    remedy: 'end those processes, or move the whole instance with WANDERLUXE_PORT_BASE=<number>',
  });
}

/** Installs what is missing, then starts the components, each as soon as the ones that it needs are healthy. */
export async function startAll(wanted: readonly Component[], settings: Settings, talk: Talk): Promise<void> {
  await requireFreePorts(wanted, settings);
  await allOf(wanted.map((component) => component.install(talk)));
  for (const wave of startWaves(wanted)) {
    await allOf(wave.map((component) => startComponent(component, settings.folder, talk)));
  }
}
