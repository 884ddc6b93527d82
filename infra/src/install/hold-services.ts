import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const POLICY = '/usr/sbin/policy-rc.d';
const text =
  '#!/bin/sh\n# wanderluxe: no service is started while its packages are being installed\nexit 101\n';

const isOurs = (): boolean => readFileSync(POLICY, 'utf8') === text;

/**
 * Installs Debian packages without their services being started, by Debian's own means (policy-rc.d). A policy that
 * the machine already has is left alone.
 */
export async function withServicesHeld(install: () => Promise<void>): Promise<void> {
  if (existsSync(POLICY) && !isOurs()) return install();
  const release = (): void => rmSync(POLICY, { force: true });
  writeFileSync(POLICY, text, { mode: 0o755 });
  process.once('exit', release);
  try {
    await install();
  } finally {
    release();
    process.off('exit', release);
  }
}
