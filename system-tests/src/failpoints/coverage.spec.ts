import { type ServiceName, serviceNames } from '@wanderluxe/infra/launcher';
import { EFFECT } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { pointsOf, portsOf } from './points.ts';
import { portsIn, sourceText } from './ports-in-source.ts';

/** Where the ports are that every service that handles events has. */
const sharedSources = ['packages/messaging/src/ports.ts', 'packages/messaging/src/runner/batch-step.ts'];

const sources: Readonly<Record<ServiceName, readonly string[]>> = {
  gateway: ['services/gateway/src/ports.ts', 'services/gateway/src/adapters/redis-commands.ts'],
  inventory: ['services/inventory/src/ports.ts', ...sharedSources],
  payment: ['services/payment/src/ports.ts', ...sharedSources],
  'booking-ledger': ['services/booking-ledger/src/ports.ts', ...sharedSources],
};

/** Ports without a failpoint of their own, and why. */
const without: Readonly<Record<string, string>> = {
  RecordSink: 'is told of records; what it does about them it does through the other ports',
  ClientRequests: 'publishes through RecordPublisher, which has the failpoint',
  KnownBookings: 'only asks the ledger',
  Availabilities: 'only asks the inventory',
  BacklogGauge: 'only asks the broker how far the consumers are behind',
  Clock: 'only reads',
  Measurements: 'counts in memory',
  Settling: 'what a handler does after its commit it does through its ports, which have the failpoints',
  EventCommitter:
    'its steps are failpoints: transaction.run, outbox.append; where jobs commit it has its own',
};

describe('failpoints cover', () => {
  for (const service of serviceNames) {
    it(`every method of every port of ${service}: an effect, or the reason why it is none`, () => {
      const declared = Map.groupBy(portsOf[service], ({ port }) => port);
      const ports = sources[service].flatMap((path) => portsIn(sourceText(path)));
      const undecided = ports.flatMap(({ name, methods }) => {
        const decisions = (declared.get(name) ?? []).flatMap((port) => Object.keys(port.methods));
        if (decisions.length === 0 && without[name]) return [];
        return methods.filter((method) => !decisions.includes(method)).map((method) => `${name}.${method}`);
      });
      expect(undecided, 'give each a line in the failpoints.ts of its service').to.deep.equal([]);
      const known = new Set([...ports.map(({ name }) => name), 'RecordPublisher']);
      expect([...declared.keys()].filter((name) => !known.has(name))).to.deep.equal([]);
    });

    it(`no method of ${service} twice under one name, and say a reason for what is no effect`, () => {
      const points = pointsOf(service);
      expect(points).to.have.length(new Set(points).size);
      const reasons = portsOf[service].flatMap(({ methods }) => Object.values(methods));
      expect(reasons.filter((reason) => reason !== EFFECT && reason.length < 8)).to.deep.equal([]);
    });
  }
});

/** Where adapters are made and handed to those who use them. */
const wirings = [
  'packages/messaging/src/messaging.ts',
  'services/gateway/src/adapters/connect-edges.ts',
  'services/inventory/src/app.ts',
  'services/payment/src/app.ts',
  'services/payment/src/due-payments.ts',
  'services/booking-ledger/src/app.ts',
];

const MADE =
  /(?:const (?<held>\w+) = (?:await )?)?(?:new (?<made>(?:Mongo|Redis|Bull|Http)\w+)|(?<kafka>kafkaSource|kafkaPublisher))\(/g;

/** Adapters that are used as they are, and why. */
const bare: Readonly<Record<string, string>> = {
  HttpKnownBookings: 'only reads',
  HttpAvailabilities: 'only reads',
};

function madePastWrap(text: string): string[] {
  return [...text.matchAll(MADE)].flatMap(({ index, groups }) => {
    const { held, made = groups?.kafka ?? '' } = groups ?? {};
    if (bare[made]) return [];
    const statement = text.slice(text.lastIndexOf(';', index) + 1, index);
    const isInside = /\bwrap\(/.test(statement);
    const isLater = held !== undefined && new RegExp(`\\bwrap\\(\\w+, ${held}\\)`).test(text);
    return isInside || isLater ? [] : [made];
  });
}

describe('failpoints are around', () => {
  for (const path of wirings) {
    it(`every adapter that ${path} makes`, () => {
      expect(madePastWrap(sourceText(path))).to.deep.equal([]);
    });
  }

  it('what is handed over in `wrap(...)`, and nothing else counts', () => {
    expect(madePastWrap('const rows = wrap(rowsEffects, new MongoRows(db));')).to.deep.equal([]);
    expect(madePastWrap('const rows = new MongoRows(db);\nuse(wrap(rowsEffects, rows));')).to.deep.equal([]);
    expect(madePastWrap('const rows = new MongoRows(db);\nuse(rows);')).to.deep.equal(['MongoRows']);
  });
});
