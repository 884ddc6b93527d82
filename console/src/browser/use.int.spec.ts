import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { BROWSER_WITHIN_MS, openBrowser } from '../testing/browser.ts';
import { type Opened, open } from '../testing/opened.ts';

describe('somebody at a browser', function somebody() {
  this.timeout(60_000);
  let browser: Browser;
  let opened: Opened;
  let page: Page;
  before(async function bringBrowser() {
    this.timeout(BROWSER_WITHIN_MS);
    browser = await openBrowser();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    opened = await open(browser);
    page = opened.page;
    await page.getByText('Latest outcomes').waitFor();
  });
  afterEach(() => opened.close());

  const go = async (path: string, text: string) => {
    await page.goto(`${opened.url}${path}`);
    await page.getByText(text).first().waitFor();
  };
  const focused = async () => (await page.locator(':focus').textContent())?.trim() ?? '';
  const isFocusIn = async (place: string) => (await page.locator(`${place} :focus`).count()) === 1;
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  it('sees the figures move as they are told', async () => {
    const { telling } = opened.feed;
    const { headline } = telling;
    const last = telling.seconds.at(-1)!;
    opened.feed.tell({
      ...telling,
      seconds: [{ ...last, atMs: last.atMs + 1_000 }],
      headline: { ...headline, arrivedPerSecond: 777, open: 41 },
    });
    await page.locator('.headline').getByText('777').waitFor();
    expect(await page.locator('.headline-figure', { hasText: 'Without outcome' }).textContent()).to.contain(
      '41',
    );
  });

  it('is told why there are no figures', async () => {
    opened.feed.tell({ ...opened.feed.telling, seconds: [], trouble: 'no broker answers' });
    await page.getByRole('alert').getByText('no broker answers').waitFor();
  });

  it('filters the board', async () => {
    await go('/sagas', 'b-operator');
    await page.getByLabel('Filter').fill('refund');
    await page.getByText('1 of 5').waitFor();
    expect(await page.locator('.card').allInnerTexts()).to.have.length(1);
    await press('Escape');
    await page.getByText('5 bookings').waitFor();
  });

  it('walks through the months of a property', async () => {
    await go('/rooms/city-hotel', 'February 2027');
    await page.getByRole('button', { name: 'Later month' }).click();
    await page.getByRole('heading', { name: 'March 2027' }).waitFor();
    expect(await page.locator('td.night').count()).to.equal(28);
    await page.getByLabel('Month', { exact: true }).fill('2027-07');
    await page.getByRole('heading', { name: 'July 2027' }).waitFor();
  });

  it('looks into a dead letter and replays it, with a reason', async () => {
    await go('/dead-letters', 'no rule for it');
    await page.getByRole('button', { name: 'Show content' }).first().click();
    await page.getByRole('heading', { name: 'Headers' }).waitFor();
    await page.getByLabel(/^Choose .*\/7$/).check();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByLabel('Why').fill('the handler is mended');
    await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
    await page.getByText('Replay: 1 letter decided.').waitFor();
    await page.locator('.letter').nth(1).waitFor({ state: 'detached' });
    expect(opened.engine.decided).to.deep.equal([
      { ids: ['inventory.reserved.payment.dlq/0/7'], action: 'replay', reason: 'the handler is mended' },
    ]);
  });

  it('chooses a theme, which stays', async () => {
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const light = await ground();
    await page.getByLabel('Colours').selectOption('dark');
    const dark = await ground();
    await page.reload();
    await page.getByText('Latest outcomes').waitFor();
    expect(dark).not.to.equal(light);
    expect(await ground()).to.equal(dark);
  });

  it('has times in UTC in their titles', async () => {
    await go('/bookings/b-good', 'BOOKING_INITIATED');
    expect(await page.locator('.line time').first().getAttribute('title')).to.match(/ UTC$/);
  });

  describe('without a mouse', () => {
    it('skips to the content', async () => {
      await press('Tab');
      expect(await focused()).to.equal('Skip to the content');
      await press('Enter', 'Tab');
      expect(await isFocusIn('main')).to.equal(true);
    });

    it('goes through the pages in their order, and lands on their headings', async () => {
      await press('Tab', 'Tab', 'Tab');
      const names: string[] = [];
      for (let index = 0; index < 5; index += 1) {
        names.push((await focused()).replace(/\d.*/, ''));
        await press('Tab');
      }
      expect(names).to.deep.equal(['Live', 'Sagas', 'Rooms', 'Dead letters', 'Health']);
      await press('Shift+Tab', 'Enter');
      await page.getByText('As of').waitFor();
      expect([await focused(), await page.title()]).to.deep.equal(['Health', 'Health · WanderLuxe']);
    });

    it('finds a booking from anywhere', async () => {
      await go('/health', 'thing is at fault');
      await press('/', 'b', '-', 'g', 'o', 'o', 'd');
      await page.locator('.found').getByText('b-good').waitFor();
      await press('ArrowDown', 'Enter');
      await page.getByText('BOOKING_CONFIRMED').waitFor();
      expect(new URL(page.url()).pathname).to.equal('/bookings/b-good');
    });

    it('leaves the search with Escape', async () => {
      await press('/', 'c', 'i', 't', 'y');
      await page.locator('.found').getByText('city-hotel').waitFor();
      await press('ArrowDown', 'Escape');
      await page.locator('.found').waitFor({ state: 'detached' });
      expect(await page.getByRole('searchbox').inputValue()).to.equal('');
      expect(await isFocusIn('search')).to.equal(true);
    });

    it('closes a question with Escape, and is where it was', async () => {
      await go('/bookings/b-stuck', 'What you can do');
      await page.getByRole('button', { name: 'Ask the rooms back' }).focus();
      await press('Enter');
      await page.getByRole('dialog').waitFor();
      expect(await isFocusIn('dialog')).to.equal(true);
      await press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await focused()).to.equal('Ask the rooms back');
    });

    it('shows where the focus is', async () => {
      await press('Tab', 'Tab');
      const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
      expect(outline).to.equal('solid');
    });
  });

  it('is asked for the token when the cookie is gone', async () => {
    await opened.context.clearCookies();
    await page.goto(`${opened.url}/sagas`);
    await page.getByLabel('Token').fill('a-token-that-is-long-enough');
    await press('Enter');
    await page.getByText('Latest outcomes').waitFor();
  });
});
