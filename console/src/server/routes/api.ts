import { detailsOf, summaryOf } from '@wanderluxe/infra/operate';
import { ProblemError, valid } from '@wanderluxe/runtime';
import express, { type Router } from 'express';
import { boundsOf, calendarOf } from '../../views/month.ts';
import { tellStory } from '../../views/tell-story.ts';
import type { Answers } from '../answers.ts';
import type { Engine } from '../engine.ts';
import { bookingPath, decisionBody, findingBody, monthQuery, reasonBody, searchQuery } from './requests.ts';
import { search } from './search.ts';

const MAX_BODY = '64kb';

/** What the page asks for and what it changes; who may ask was settled before. */
export function consoleApi(engine: Engine, answers: Answers): Router {
  const api = express.Router();
  const json = express.json({ limit: MAX_BODY });

  api.get('/attention', async (_req, res) => void res.json(await answers.attention()));
  api.get('/board', async (_req, res) => void res.json(await answers.board.get()));
  api.get('/health', async (_req, res) => void res.json(await answers.health.get()));

  api.get('/search', async (req, res) => {
    res.json(await search(engine, valid(searchQuery, req.query).q));
  });

  api.get('/bookings/:id', async (req, res) => {
    const timeline = await engine.timeline(valid(bookingPath, req.params).id);
    const bank = timeline.payment ? await engine.bank(timeline.payment) : null;
    res.json(tellStory(timeline, bank, Date.now()));
  });

  api.get('/properties', async (_req, res) => {
    res.json({ properties: await engine.properties(MAX_PROPERTIES) });
  });

  api.get('/properties/:id/calendar', async (req, res) => {
    const { id } = valid(bookingPath, req.params);
    const month = valid(monthQuery, req.query).month ?? (await monthWorthShowing(engine, id));
    const { from, to } = boundsOf(month);
    res.json(calendarOf(id, month, await engine.nights(id, from, to)));
  });

  api.get('/letters', async (_req, res) => {
    res.json({ letters: (await answers.letters.get()).map(summaryOf) });
  });

  api.get('/letter', async (req, res) => {
    const letter = (await answers.letters.get()).find(({ id }) => id === req.query.id);
    if (!letter) throw new ProblemError(noSuchLetter);
    res.json(detailsOf(letter, await engine.eventIn(letter)));
  });

  api.post('/letters/decision', json, async (req, res) => {
    const { ids, action, reason } = valid(decisionBody, req.body);
    answers.letters.forget();
    const letters = (await answers.letters.get()).filter(({ id }) => ids.includes(id));
    if (letters.length !== ids.length) throw new ProblemError(noSuchLetter);
    await engine.decide(letters, action, reason);
    answers.letters.forget();
    res.json({ action, ids });
  });

  api.post('/payments/:id/resolution', json, async (req, res) => {
    const { id } = valid(bookingPath, req.params);
    res.json(await engine.resolve(id, valid(findingBody, req.body)));
    answers.board.forget();
  });

  api.post('/holds/:id/release', json, async (req, res) => {
    const { id } = valid(bookingPath, req.params);
    res.json(await engine.release(id, valid(reasonBody, req.body).reason));
    answers.board.forget();
  });

  api.use((req) => {
    const title = `There is no ${req.method} ${req.originalUrl}`;
    throw new ProblemError({ status: 404, code: 'not_found', title });
  });
  return api;
}

const MAX_PROPERTIES = 1_000;

/** The month of some stay at the property; without one the present month. */
async function monthWorthShowing(engine: Engine, propertyId: string): Promise<string> {
  const day = (await engine.someStay(propertyId)) ?? new Date().toISOString();
  return day.slice(0, 'YYYY-MM'.length);
}

const noSuchLetter = {
  status: 404,
  code: 'no_such_letter',
  title: 'There is no such dead letter, or somebody has decided about it',
  detail: 'Load the list again.',
};
