import { noTracer } from '@wanderluxe/runtime';
import { Agent } from 'undici';
import { jsonServer } from '../testing/json-server.ts';
import { describeAvailabilitiesBehaviour } from './availabilities.behaviour.ts';
import { HttpAvailabilities } from './http-availabilities.ts';
import { MemoryAvailabilities } from './memory-availabilities.ts';

describeAvailabilitiesBehaviour('in memory', () => {
  const availabilities = new MemoryAvailabilities();
  return {
    availabilities,
    open: (propertyId, capacity) => availabilities.capacities.set(propertyId, capacity),
    setAway: (isAway) => {
      availabilities.isAway = isAway;
    },
  };
});

describe('over HTTP', () => {
  const dispatcher = new Agent();
  /** The inventory's own answers, by path and query. */
  const inventory = new MemoryAvailabilities();
  let server: Awaited<ReturnType<typeof jsonServer>>;
  const answers = new Map<string, string>();
  before(async () => {
    server = await jsonServer(({ path }) => {
      if (inventory.isAway) return { status: 500, text: 'not JSON' };
      const text = answers.get(path);
      return text ? { status: 200, text } : { status: 404, text: '{}' };
    });
  });
  after(async () => {
    await dispatcher.destroy();
    await server.stop();
  });

  describeAvailabilitiesBehaviour("the inventory's answer", () => ({
    availabilities: new HttpAvailabilities(server.url, { dispatcher, tracer: noTracer }),
    open: (propertyId, capacity) => {
      const nights = ['2026-12-31', '2027-01-01'].map((date) => ({ date, free: capacity }));
      answers.set(
        `/properties/${propertyId}/availability?from=2026-12-31&to=2027-01-02`,
        JSON.stringify({ propertyId, capacity, nights }),
      );
    },
    setAway: (isAway) => {
      inventory.isAway = isAway;
    },
  }));
});
