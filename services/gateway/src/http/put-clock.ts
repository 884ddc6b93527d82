import { problemHandler } from '@wanderluxe/runtime';
import express, { type Express } from 'express';
import { z } from 'zod';
import { requestFaults } from './faults.ts';
import { validated } from './validate.ts';

const instant = z.strictObject({
  now: z.iso
    .datetime({ offset: true, error: 'must be an instant such as 2015-06-01T00:00:00Z, or null' })
    .nullable(),
});

/** PUT /clock on the operations port: {"now": instant} moves the business clock, {"now": null} gives it back. */
export function serveClock(app: Express, setBusinessClock: (epochMs: number | null) => void): void {
  app.put('/clock', express.json(), (req, res) => {
    const { now } = validated(instant, req.body);
    setBusinessClock(now === null ? null : Date.parse(now));
    res.json({ now });
  });
  app.use(
    requestFaults,
    problemHandler(() => undefined),
  );
}
