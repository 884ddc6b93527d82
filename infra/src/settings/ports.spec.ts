import { expect } from 'chai';
import { DEFAULT_PORT_BASE, portNames, portTable, resolvePorts } from './ports.ts';

describe('resolvePorts', () => {
  it('places every port at its distance from the base', () => {
    const { value, faults } = resolvePorts({ WANDERLUXE_PORT_BASE: '18000' });
    expect(faults).to.deep.equal([]);
    for (const name of portNames) expect(value[name]).to.equal(18_000 + portTable[name].offset);
  });

  it('uses 17000 when nothing is set', () => {
    expect(resolvePorts({}).value.kafka).to.equal(DEFAULT_PORT_BASE + 92);
  });

  it('lets one variable move one port', () => {
    const { value } = resolvePorts({ WANDERLUXE_KAFKA_PORT: '9092' });
    expect(value.kafka).to.equal(9_092);
    expect(value.mongo).to.equal(17_017);
  });

  it('keeps the ports of the last start unless a base is given', () => {
    const known = resolvePorts({ WANDERLUXE_PORT_BASE: '20000' }).value;
    expect(resolvePorts({}, known).value.redis).to.equal(20_079);
    expect(resolvePorts({ WANDERLUXE_REDIS_PORT: '6400' }, known).value.redis).to.equal(6_400);
    expect(resolvePorts({ WANDERLUXE_PORT_BASE: '21000' }, known).value.redis).to.equal(21_079);
  });

  it('names every variable that is wrong, at once', () => {
    const { faults } = resolvePorts({
      WANDERLUXE_PORT_BASE: '65500',
      WANDERLUXE_KAFKA_PORT: 'nine',
      WANDERLUXE_MONGO_PORT: '80',
    });
    const variables = ['WANDERLUXE_PORT_BASE', 'WANDERLUXE_MONGO_PORT', 'WANDERLUXE_KAFKA_PORT'];
    expect(faults.map((fault) => fault.split(' ')[0])).to.deep.equal(variables);
  });

  it('refuses two components on one port, naming both', () => {
    const { faults } = resolvePorts({ WANDERLUXE_KAFKA_PORT: '17079' });
    expect(faults).to.deep.equal(['WANDERLUXE_REDIS_PORT and WANDERLUXE_KAFKA_PORT are both 17079']);
  });
});
