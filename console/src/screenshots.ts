/**
 * Takes the pictures of docs/console.md: `pnpm --filter @wanderluxe/console screenshots` those of the example engine's
 * bad day, and with the address of a console, as `./wanderluxe demo` prints it, those of what goes on there.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './testing/browser.ts';
import { open } from './testing/opened.ts';

const SETTLED_MS = 1_500;
const folder = fileURLToPath(new URL('../../docs/console/', import.meta.url));

const views = {
  light: { width: 1280, height: 860 },
  dark: { width: 1280, height: 860, dark: true },
  narrow: { width: 390, height: 844 },
};
type View = keyof typeof views;

interface Picture {
  readonly name: string;
  /** Each costs the repository some ten kilobytes. */
  readonly views: readonly View[];
  go(page: Page): Promise<unknown>;
}

const at = (path: string) => (page: Page) => page.goto(new URL(path, page.url()).href);

const badDay: readonly Picture[] = [
  { name: 'sagas', views: ['light', 'dark'], go: at('/sagas') },
  { name: 'booking', views: ['light', 'dark', 'narrow'], go: at('/bookings/b-stuck') },
  { name: 'dead-letters', views: ['light', 'dark'], go: at('/dead-letters') },
];
const traffic: readonly Picture[] = [
  { name: 'live', views: ['light', 'dark', 'narrow'], go: at('/') },
  { name: 'health', views: ['light'], go: at('/health') },
  { name: 'rooms', views: ['light'], go: theRoomsOfTheLastBooking },
];

async function theRoomsOfTheLastBooking(page: Page): Promise<void> {
  await at('/')(page);
  await page.locator('tr', { hasText: 'Confirmed' }).getByRole('link').first().click();
  await page.getByRole('link', { name: 'The property in that month' }).click();
  await page.locator('td.night').first().waitFor();
}

async function shoot(page: Page, pictures: readonly Picture[], view: View): Promise<void> {
  for (const { name, go } of pictures.filter((picture) => picture.views.includes(view))) {
    await go(page);
    await page.waitForTimeout(SETTLED_MS);
    await page.screenshot({ path: `${folder}${name}-${view}.png` });
  }
}

async function shootExample(browser: Browser, view: View): Promise<void> {
  const { page, close } = await open(browser, views[view]);
  await shoot(page, badDay, view);
  await close();
}

async function shootRunning(browser: Browser, view: View, address: string): Promise<void> {
  const { width, height } = views[view];
  const colorScheme = view === 'dark' ? 'dark' : 'light';
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, locale: 'en-GB' });
  await page.goto(address);
  await page.getByText('outcomes since').waitFor();
  await shoot(page, traffic, view);
  await page.close();
}

const [address] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
try {
  for (const view of Object.keys(views) as View[])
    await (address === undefined ? shootExample(browser, view) : shootRunning(browser, view, address));
} finally {
  await browser.close();
}
