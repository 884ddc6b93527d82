import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, BROWSER_WITHIN_MS, openBrowser } from '../testing/browser.ts';
import { type Opened, open } from '../testing/opened.ts';

const pages: Readonly<Record<string, { readonly path: string; readonly shows: string }>> = {
  'the live page': { path: '/', shows: 'Latest outcomes' },
  'the board': { path: '/sagas', shows: 'b-operator' },
  'a booking with a gap': { path: '/bookings/b-stuck', shows: 'no PAYMENT_CAPTURED' },
  'a booking that went well': { path: '/bookings/b-good', shows: 'The bank says now' },
  'a booking that nobody knows': { path: '/bookings/b-none', shows: 'no service knows a booking b-none' },
  'the properties': { path: '/rooms', shows: 'Choose a property' },
  'the rooms of a property': { path: '/rooms/city-hotel', shows: 'February 2027' },
  'the dead letters': { path: '/dead-letters', shows: 'no rule for it' },
  'the health of everything': { path: '/health', shows: '1 thing is at fault' },
  'an address without a page': { path: '/nothing', shows: 'There is nothing at this address' },
};
/** In the page's words: a program of the server knows no document. */
const WIDTHS = '[document.documentElement.scrollWidth, document.documentElement.clientWidth]';

const views = {
  'light, 1280 wide': { width: 1280 },
  'dark, 1280 wide': { width: 1280, dark: true },
  'light, 390 wide': { width: 390, height: 844 },
  'dark, 390 wide': { width: 390, height: 844, dark: true },
};

describe('in a browser', function inBrowser() {
  this.timeout(120_000);
  let browser: Browser;
  before(async function bringBrowser() {
    this.timeout(BROWSER_WITHIN_MS);
    browser = await openBrowser();
  });
  after(() => browser?.close());

  for (const [name, view] of Object.entries(views)) {
    describe(name, () => {
      let opened: Opened;
      const asked: string[] = [];
      before(async () => {
        opened = await open(browser, view);
        opened.page.on('request', (request) => asked.push(request.url()));
      });
      after(() => opened?.close());

      for (const [title, { path, shows }] of Object.entries(pages))
        it(`${title} can be used by everybody, and fits`, async () => {
          const { page, url } = opened;
          await page.goto(`${url}${path}`);
          await page.getByText(shows).first().waitFor();
          expect(await accessibilityFaults(page)).to.deep.equal([]);
          const [wide, seen] = await page.evaluate<number[]>(WIDTHS);
          expect(wide, 'the page scrolls sideways').to.equal(seen);
        });

      it('loads nothing from elsewhere, and breaks no rule of its own policy', () => {
        const elsewhere = asked.filter((one) => !one.startsWith(`${opened.url}/`));
        // The browser itself reports the answer to a booking that nobody knows.
        const complaints = opened.complaints.filter((one) => !one.includes('502'));
        expect({ elsewhere, complaints }).to.deep.equal({ elsewhere: [], complaints: [] });
        expect(asked.length).to.be.greaterThan(10);
      });
    });
  }
});
