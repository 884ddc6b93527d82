import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPrometheus, type Talk } from '@wanderluxe/infra';
import { parse, stringify } from 'yaml';
import { prometheusFolder } from '../alerts/rule-files.ts';
import type { ActiveAlert } from './alert-log.ts';

export interface Prometheus {
  /** All alerts that are pending or firing now. */
  alerts(): Promise<ActiveAlert[]>;
  stop(): Promise<void>;
}

interface Configuration {
  scrape_configs: { static_configs: { targets: string[] }[] }[];
}

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 15_000;
const ASK_WITHIN_MS = 5_000;

/**
 * A Prometheus with the committed configuration and rules; only the targets are this engine's.
 * @param targets host:port of each service's operations port
 */
export async function startPrometheus(
  folder: string,
  port: number,
  targets: readonly string[],
  talk: Talk,
): Promise<Prometheus> {
  const { prometheus } = await installPrometheus(talk);
  mkdirSync(folder, { recursive: true });
  for (const rules of ['recording.yml', 'alerts.yml'])
    copyFileSync(join(prometheusFolder, rules), join(folder, rules));
  writeFileSync(join(folder, 'prometheus.yml'), configurationFor(targets));
  const log = openSync(join(folder, 'prometheus.log'), 'a');
  const args = [
    ...['--config.file', join(folder, 'prometheus.yml'), '--storage.tsdb.path', join(folder, 'data')],
    ...['--web.listen-address', `127.0.0.1:${port}`, '--log.level', 'warn'],
  ];
  const child = spawn(prometheus, args, { cwd: folder, stdio: ['ignore', log, log] });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
    child.kill('SIGKILL');
    await ended;
  };
  await isReady(url, ended).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { stop, alerts: () => activeAlerts(url) };
}

/** The committed file with other targets. */
export function configurationFor(targets: readonly string[]): string {
  const committed = parse(readFileSync(join(prometheusFolder, 'prometheus.yml'), 'utf8')) as Configuration;
  committed.scrape_configs[0]!.static_configs[0]!.targets = [...targets];
  return stringify(committed);
}

async function isReady(url: string, ended: Promise<void>): Promise<void> {
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  const deadlineMs = Date.now() + READY_WITHIN_MS;
  while (!hasEnded && Date.now() < deadlineMs) {
    const response = await fetch(`${url}/-/ready`).catch(() => null);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error(`Prometheus at ${url} ${hasEnded ? 'ended' : 'was not ready in 30 s'}`);
}

async function activeAlerts(url: string): Promise<ActiveAlert[]> {
  const response = await fetch(`${url}/api/v1/alerts`, { signal: AbortSignal.timeout(ASK_WITHIN_MS) });
  const { data } = (await response.json()) as { data: { alerts: ActiveAlert[] } };
  return data.alerts;
}
