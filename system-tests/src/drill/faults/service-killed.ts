import type { Fault } from '../fault.ts';

export const serviceKilled: Fault = {
  name: 'service-killed',
  title: 'A service is killed and nobody starts it again',
  done: 'SIGKILL to the only payment process',
  alert: 'ServiceDown',
  runbook: 'service-down.md',
  findings: [],
  async inject({ pidOf }) {
    process.kill(await pidOf('payment'), 'SIGKILL');
  },
  async follow(_ground, operator) {
    await operator.run(['status'], { exit: 3, says: /payment.*(killed|not running)/ });
    await operator.run(['logs', 'payment']);
    await operator.run(['restart', 'payment'], { kind: 'remedy', says: /payment: up/ });
    await operator.run(['status'], { says: /payment/ });
    await operator.run(['lag']);
  },
  async notOver(_ground, operator) {
    return (await operator.look('status')).exit === 0 ? null : 'status is not healthy';
  },
};
