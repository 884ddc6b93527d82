import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig as ledgerConfig } from '@wanderluxe/booking-ledger/config.ts';
import { configSchema } from '@wanderluxe/gateway/config.ts';
import { readConfig as inventoryConfig } from '@wanderluxe/inventory/config.ts';
import { paymentConfig } from '@wanderluxe/payment/config.ts';
import { loadConfig } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { parse } from 'yaml';
import { repository } from '../harness/documented-commands.ts';
import { services } from '../metrics/registries.ts';

interface Container {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, object>>;
  readonly volumes?: readonly string[];
}

const infra = join(repository, 'infra');
const read = (path: string) => parse(readFileSync(join(infra, path), 'utf8'), { merge: true });

describe('infra/compose.yaml', () => {
  const { services: containers } = read('compose.yaml') as { services: Record<string, Container> };
  const environmentOf = (name: string) => ({ ...containers[name]?.environment });

  it('has the servers, the four services, Prometheus and Grafana', () => {
    expect(Object.keys(containers)).to.include.members([
      ...['kafka', 'schema-registry', 'mongo', 'redis', 'bank', 'prometheus', 'grafana'],
      ...services,
    ]);
  });

  it('builds or names an image for each, and depends only on what is there', () => {
    for (const [name, { image, build, depends_on = {} }] of Object.entries(containers)) {
      expect(image === undefined, name).to.equal(build !== undefined);
      if (build) expect(existsSync(join(infra, build.context, build.dockerfile)), name).to.equal(true);
      expect(containers).to.include.keys(...Object.keys(depends_on), name);
    }
  });

  const accepts: Readonly<Record<string, (env: NodeJS.ProcessEnv) => object>> = {
    gateway: (env) => loadConfig(configSchema, env),
    inventory: inventoryConfig,
    payment: paymentConfig,
    'booking-ledger': ledgerConfig,
  };
  for (const name of services)
    it(`gives ${name} settings that it would start with, whose servers are in the file`, () => {
      const env = environmentOf(name);
      expect(accepts[name]?.(env)).to.include({ OPS_PORT: 8090, HOST: '0.0.0.0' });
      const hosts = Object.values(env).flatMap((value) => /(?:\/\/|^)([a-z-]+):\d+/.exec(value)?.[1] ?? []);
      expect(hosts.length).to.be.greaterThan(3);
      for (const host of hosts) expect(containers, `${name} -> ${host}`).to.have.property(host);
    });

  it('lets Prometheus scrape every service, and mounts files that exist', () => {
    const [job] = read('prometheus/prometheus.yml').scrape_configs;
    expect(job.static_configs[0].targets).to.have.members(services.map((name) => `${name}:8090`));
    const mounts = Object.values(containers).flatMap(({ volumes = [] }) => volumes);
    expect(mounts).to.have.length(3);
    for (const mount of mounts)
      expect(existsSync(join(infra, mount.split(':')[0] ?? '')), mount).to.equal(true);
  });

  it('provisions the boards with the data source that they name', () => {
    const [source] = read('grafana/provisioning/datasources/prometheus.yml').datasources;
    const [provider] = read('grafana/provisioning/dashboards/boards.yml').providers;
    expect(containers.grafana?.volumes?.some((mount) => mount.includes(provider.options.path))).to.equal(
      true,
    );
    for (const board of ['sagas', 'services', 'infrastructure']) {
      const { panels } = JSON.parse(readFileSync(join(infra, `grafana/dashboards/${board}.json`), 'utf8'));
      for (const { datasource } of panels) expect(datasource.uid).to.equal(source.uid);
    }
  });
});
