import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

/** sysexits: the configuration is wrong. */
const EXIT_CONFIG = 78;

const servicesFolder = fileURLToPath(new URL('../../services', import.meta.url));

async function startWith(service: string, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: `${servicesFolder}/${service}`,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [status] = await once(child, 'close');
  return { status, output };
}

/** Every setting that a service cannot do without, and one wrong value for each of some others. */
const services: [name: string, required: string[]][] = [
  ['gateway', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'REDIS_URL', 'LEDGER_URL', 'INVENTORY_URL']],
  ['inventory', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'MONGODB_URI', 'REDIS_URL']],
  ['payment', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'MONGODB_URI', 'QUEUE_REDIS_URL', 'BANK_URL']],
  ['booking-ledger', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'MONGODB_URI']],
];

describe('a service with bad settings', function badSettings() {
  this.timeout(60_000);

  for (const [name, required] of services) {
    it(`${name} does not start, and names every one of them`, async () => {
      const { status, output } = await startWith(name, { OPS_PORT: 'ninety', LOG_LEVEL: 'loud' });
      expect(status, output).to.equal(EXIT_CONFIG);
      for (const variable of required) expect(output).to.match(new RegExp(`${variable}.*not set`));
      expect(output).to.contain('OPS_PORT="ninety"').and.to.contain('LOG_LEVEL="loud"');
    });
  }
});
