import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type App, createApp } from '../server/app.ts';
import { example, exampleWindow } from './example.ts';
import { fakeEngine } from './fake-engine.ts';
import { FakeFeed } from './fake-feed.ts';

const TOKEN = 'a-token-that-is-long-enough';

/** The console on an example engine, with a page that was let in. */
export interface Opened {
  readonly app: App;
  readonly engine: ReturnType<typeof fakeEngine>;
  readonly feed: FakeFeed;
  readonly page: Page;
  readonly context: BrowserContext;
  readonly url: string;
  /** What the page complained about: errors, refused loads. */
  readonly complaints: string[];
  close(): Promise<void>;
}

interface View {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

export async function open(
  browser: Browser,
  { width = 1280, height = 900, dark = false }: View = {},
): Promise<Opened> {
  const nowMs = Date.now();
  const day = example(nowMs);
  const engine = fakeEngine({
    timelines: day.timelines,
    letterList: day.letters,
    payments: async (status) => day.payments(status),
    holds: async () => day.holds,
    bookings: async ({ status, after }) =>
      day.bookings.filter((one) => (!status || one.status === status) && (!after || one._id > after)),
    booking: async (id) => day.timelines[id as keyof typeof day.timelines]?.booking ?? null,
    properties: async () => [
      { id: 'city-hotel', capacity: 120 },
      { id: 'resort-hotel', capacity: 80 },
    ],
    someStay: async () => '2027-02-01',
    nights: async (_id, from) => nightsFrom(from),
    examine: async () => day.checks,
    lags: async () => day.lags,
    readings: async () => day.readings,
    bank: async () => ({ status: 'CAPTURED', amount: '500.00', currency: 'EUR' }),
  });
  const feed = new FakeFeed();
  const listeningSince = new Date(nowMs - 600_000).toISOString();
  feed.telling = { ...exampleWindow(nowMs).whole(), listeningSince, trouble: null };
  const config = { HOST: '127.0.0.1', CONSOLE_PORT: 0, CONSOLE_TOKEN: TOKEN, LOG_LEVEL: 'error' } as const;
  const app = await createApp(config, { engine, feed });
  const url = `http://127.0.0.1:${app.port}`;
  const context = await browser.newContext({
    ...{ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', locale: 'en-GB' },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${url}/?token=${TOKEN}`);
  return {
    ...{ app, engine, feed, page, context, url, complaints },
    async close() {
      await context.close();
      await app.stop();
    },
  };
}

const NIGHTS = 28;
const DAY_MS = 86_400_000;

function nightsFrom(from: string) {
  const nights = Array.from({ length: NIGHTS }, (_, index) => ({
    date: new Date(Date.parse(from) + index * DAY_MS).toISOString().slice(0, 10),
    free: Math.min(120, Math.max(0, Math.round(60 - 62 * Math.sin(index / 5)))),
  }));
  return { capacity: 120, nights };
}
