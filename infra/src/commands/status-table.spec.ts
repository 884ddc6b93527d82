import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import type { ComponentStatus, InstanceStatus } from '../engine/status.ts';
import { statusTable } from './status-table.ts';

const component = (some: Partial<ComponentStatus>): ComponentStatus => ({
  kind: 'server',
  healthy: true,
  pid: 12,
  external: false,
  log: null,
  detail: null,
  ...some,
});

const status: InstanceStatus = {
  instance: 'default',
  healthy: false,
  components: {
    gateway: component({ kind: 'service', url: 'http://127.0.0.1:17080', opsUrl: 'http://127.0.0.1:17090' }),
    kafka: component({ address: 'k:9092', external: true, pid: null }),
    mongo: component({ uri: 'mongodb://m', healthy: false, detail: 'connection refused' }),
    redis: component({ url: 'redis://r', healthy: false, pid: null, detail: 'not running' }),
  },
};

describe('statusTable', () => {
  it('shows state, process, address and what is wrong, without colours where there is no terminal', () => {
    const lines = statusTable(status, new PassThrough() as unknown as NodeJS.WriteStream).split('\n');
    expect(lines).to.deep.equal([
      'instance "default": not healthy',
      'gateway  healthy      12        http://127.0.0.1:17080',
      'kafka    healthy      external  k:9092',
      'mongo    not healthy  12        mongodb://m             connection refused',
      'redis    not running  -         redis://r',
    ]);
  });
});
