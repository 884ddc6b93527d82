import { CommandError, type DeadLetter, messageOf } from '@wanderluxe/infra/operate';
import type { Board } from '../views/board.ts';
import type { Attention, Health } from '../views/health.ts';
import { sagaBoard } from '../views/saga-board.ts';
import { type Reading, serviceLine } from '../views/services.ts';
import type { Engine } from './engine.ts';
import { type Remembered, remembered } from './remembered.ts';

/** How long an answer may be old; reading dead letters joins Kafka, looking at everything opens connections. */
const BOARD_MS = 2_000;
const LETTERS_MS = 10_000;
const HEALTH_MS = 10_000;
/** Of each kind that the board is made of. */
const BOARD_LIMIT = 500;

/** What several pages ask for, asked once for all of them. */
export interface Answers {
  readonly board: Remembered<Board>;
  readonly letters: Remembered<readonly DeadLetter[]>;
  readonly health: Remembered<Health>;
  attention(): Promise<Attention>;
}

export function answersOf(engine: Engine): Answers {
  const board = remembered(() => askBoard(engine), BOARD_MS);
  const letters = remembered(() => engine.letters(), LETTERS_MS);
  const health = remembered(healthAsker(engine), HEALTH_MS);
  return { board, letters, health, attention: () => attentionOf({ board, letters, health }) };
}

async function askBoard(engine: Engine): Promise<Board> {
  const limit = BOARD_LIMIT;
  const [NEEDS_OPERATOR, UNKNOWN, REFUNDING, holds, ...open] = await Promise.all([
    engine.payments('NEEDS_OPERATOR', limit),
    engine.payments('UNKNOWN', limit),
    engine.payments('REFUNDING', limit),
    engine.holds(limit),
    engine.bookings({ status: 'PENDING', limit }),
    engine.bookings({ status: 'RESERVED', limit }),
  ]);
  const payments = { NEEDS_OPERATOR, UNKNOWN, REFUNDING };
  return sagaBoard({ payments, holds, open, limit }, Date.now());
}

/** Remembers what the services said, to tell how busy they were in between. */
function healthAsker(engine: Engine): () => Promise<Health> {
  let before: readonly Reading[] = [];
  return async () => {
    const [readings, health] = await Promise.all([engine.readings(), askHealth(engine)]);
    const services = readings.map((one) =>
      serviceLine(
        one,
        before.find(({ name }) => name === one.name),
      ),
    );
    before = readings;
    return { ...health, services };
  };
}

async function askHealth(engine: Engine): Promise<Omit<Health, 'services'>> {
  const lagsOrTrouble = engine.lags().catch((error: unknown) => {
    if (error instanceof CommandError) return messageOf(error);
    throw error;
  });
  const [checks, lags] = await Promise.all([engine.examine(), lagsOrTrouble]);
  const at = new Date().toISOString();
  return typeof lags === 'string'
    ? { at, checks, lags: null, lagTrouble: lags }
    : { at, checks, lags, lagTrouble: null };
}

async function attentionOf(answers: Pick<Answers, 'board' | 'letters' | 'health'>): Promise<Attention> {
  const orNull = <T>(answer: Promise<T>): Promise<T | null> => answer.catch(() => null);
  const [board, letters, health] = await Promise.all([
    orNull(answers.board.get()),
    orNull(answers.letters.get()),
    orNull(answers.health.get()),
  ]);
  const count = (verdict: 'fault' | 'warning') =>
    health?.checks.filter((check) => check.verdict === verdict).length ?? 0;
  return {
    sagas: board?.cards.length ?? 0,
    letters: letters?.length ?? 0,
    faults: count('fault'),
    warnings: count('warning'),
    unknown: [
      ...(board ? [] : ['sagas' as const]),
      ...(letters ? [] : ['letters' as const]),
      ...(health ? [] : ['health' as const]),
    ],
  };
}
