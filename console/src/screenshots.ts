/** Takes the pictures of docs/console.md, of the example engine: `pnpm --filter @wanderluxe/console screenshots`. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { openBrowser } from './testing/browser.ts';
import { open } from './testing/opened.ts';

const SETTLED_MS = 1_500;
const folder = fileURLToPath(new URL('../../docs/console/', import.meta.url));

const paths = {
  live: '/',
  sagas: '/sagas',
  booking: '/bookings/b-stuck',
  rooms: '/rooms/city-hotel',
  'dead-letters': '/dead-letters',
  health: '/health',
};
const views = {
  light: { width: 1280, height: 860 },
  dark: { width: 1280, height: 860, dark: true },
  narrow: { width: 390, height: 844 },
};
type View = keyof typeof views;

/** What the document shows; each costs the repository some ten kilobytes. */
const wanted: readonly (readonly [keyof typeof paths, View])[] = [
  ...Object.keys(paths).map((name) => [name as keyof typeof paths, 'light'] as const),
  ...(['live', 'sagas', 'booking', 'dead-letters'] as const).map((name) => [name, 'dark'] as const),
  ...(['live', 'booking'] as const).map((name) => [name, 'narrow'] as const),
];

async function shoot(browser: Browser, view: View): Promise<void> {
  const { page, url, close } = await open(browser, views[view]);
  for (const [name] of wanted.filter(([, own]) => own === view)) {
    await page.goto(`${url}${paths[name]}`);
    await page.waitForTimeout(SETTLED_MS);
    await page.screenshot({ path: `${folder}${name}-${view}.png` });
  }
  await close();
}

mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
try {
  for (const view of Object.keys(views) as View[]) await shoot(browser, view);
} finally {
  await browser.close();
}
