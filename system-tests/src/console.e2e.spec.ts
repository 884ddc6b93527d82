import { accessibilityFaults, BROWSER_WITHIN_MS, openBrowser } from '@wanderluxe/console/browser';
import { setBehaviour } from '@wanderluxe/infra/demo';
import { consoleAddress } from '@wanderluxe/infra/launcher';
import { kafkaPublisher } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { eventually, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { type BookingRequest, bookingWithStatus, newBooking, postBooking } from './harness/client.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { newProperty } from './harness/rooms.ts';

const PATIENT = { withinMs: 60_000 };
const SEEN_WITHIN_MS = 60_000;
/** Long enough for a person to see that the bank does not tell. */
const BANK_IS_SILENT_MS = 20_000;

interface LetterShown {
  readonly id: string;
  readonly group: string;
  readonly topic: string;
}

describe('the operations console on a running engine', function operationsConsole() {
  this.timeout(180_000);
  let engine: Engine;
  let browser: Browser;
  let page: Page;
  let propertyId: string;
  let confirmed: BookingRequest;

  before(async function openConsole() {
    this.timeout(BROWSER_WITHIN_MS);
    engine = await sharedEngine();
    browser = await openBrowser();
    await engine.start('console');
    page = await browser.newPage({ locale: 'en-GB' });
    page.setDefaultTimeout(SEEN_WITHIN_MS);
    await page.goto(consoleAddress(engine.settings));
    await page.getByText('outcomes since').waitFor();
    propertyId = await newProperty(engine, 1);
    confirmed = newBooking(propertyId);
  });
  after(async () => {
    await setBehaviour(engine.bankUrl, {});
    await browser?.close();
  });

  const go = (path: string) => page.goto(new URL(path, page.url()).href);
  const book = async (booking: BookingRequest) => {
    const { status, text } = await postBooking(engine.gatewayUrl, booking);
    expect(status, text).to.equal(202);
  };

  it('shows a booking arrive and be confirmed, and the next one fail, as they happen', async () => {
    await book(confirmed);
    const row = page.locator('tr', { hasText: confirmed.bookingId });
    await row.getByText('Confirmed').waitFor();
    expect(await row.locator('td').last().textContent(), 'a time to outcome').to.match(/^[\d.]+ m?s$/);
    const refused = newBooking(propertyId);
    await book(refused);
    await page.locator('tr', { hasText: refused.bookingId }).getByText('Failed').waitFor();
    await page.locator('.bars').getByText('SOLD_OUT').waitFor();
    expect(await page.locator('.plot canvas').count()).to.equal(2);
  });

  it('tells the whole story of a booking, with positions, and nothing missing', async () => {
    await page.getByRole('link', { name: confirmed.bookingId }).click();
    await page.getByText('nothing is missing').waitFor();
    const titles = await page.locator('.line-title').allTextContents();
    expect(titles).to.deep.equal([
      ...['BOOKING_INITIATED', 'INVENTORY_RESERVED', 'PAYMENT_CAPTURED', 'BOOKING_CONFIRMED'],
    ]);
    const positions = await page.locator('.line .position').allTextContents();
    expect(positions[0]).to.match(/^booking\.requests\/\d+\/\d+$/);
    await page.getByText('1 charge and 0 refunds').waitFor();
    await page.getByText('CAPTURED 5000.00 USD').waitFor();
    expect(await accessibilityFaults(page)).to.deep.equal([]);
  });

  it('shows the rooms of the property, in the month of the stay', async () => {
    await page.getByRole('link', { name: 'The property in that month' }).click();
    const night = page.locator('td.night.full').first();
    await night.waitFor();
    expect(await night.locator('.day').textContent()).to.equal(`${Number(confirmed.checkInDate.slice(8))}`);
    expect(await night.locator('.free').textContent()).to.equal('0');
  });

  it('lists a booking of which the bank does not tell, until it tells', async () => {
    const lookupDelayMs = BANK_IS_SILENT_MS;
    await setBehaviour(engine.bankUrl, { resetShare: 1, lookupDelayMs });
    const open = newBooking(await newProperty(engine, 1));
    await book(open);
    await go('/sagas');
    await page.getByLabel('Filter').fill(open.bookingId);
    await page.locator('.lane', { hasText: 'Unknown at the bank' }).getByText(open.bookingId).waitFor();
    expect(await page.locator('.card').count()).to.equal(1);
    await setBehaviour(engine.bankUrl, {});
    await bookingWithStatus(engine.gatewayUrl, open.bookingId, 'CONFIRMED');
    await page.locator('.card').waitFor({ state: 'detached' });
  });

  it('replays a dead letter, and discards what cannot be mended', async () => {
    const listed = async (): Promise<LetterShown[]> =>
      (await (await page.request.get(new URL('/api/letters', page.url()).href)).json()).letters;
    const before = new Set((await listed()).map(({ id }) => id));
    const ours = async (group: string) =>
      (await listed()).filter((one) => one.group === group && !before.has(one.id));
    await publishNonsense(propertyId);
    const [letter] = await eventually(async () => {
      const found = [...(await ours('inventory')), ...(await ours('booking-ledger'))];
      expect(found.map(({ group }) => group)).to.deep.equal(['inventory', 'booking-ledger']);
      return found;
    }, PATIENT);
    await go('/dead-letters');
    await decide('Replay', letter!.id, 'to see it come back');
    // Nobody can read it this time either.
    const again = await eventually(async () => {
      const found = await ours('inventory');
      expect(found.map(({ id }) => id))
        .to.have.length(1)
        .and.not.include(letter!.id);
      return found;
    }, PATIENT);
    for (const { id } of [...again, ...(await ours('booking-ledger'))]) await decide('Discard', id, 'a test');
    expect(await ours('inventory')).to.deep.equal([]);
  });

  const decide = async (action: 'Replay' | 'Discard', id: string, reason: string) => {
    await page.getByLabel(`Choose ${id}`).check();
    await page.getByRole('button', { name: action }).click();
    await page.getByLabel('Why').fill(reason);
    await page.getByRole('dialog').getByRole('button', { name: action }).click();
    await page.getByText(`${action}: 1 letter decided.`).waitFor();
  };

  it('says that everything is well, and how far each group is', async () => {
    await go('/health');
    for (const service of ['gateway', 'inventory', 'payment', 'booking-ledger'])
      await page.getByRole('row', { name: `${service} Ok healthy` }).waitFor();
    await page.getByRole('cell', { name: 'booking.requests' }).first().waitFor();
    expect(await accessibilityFaults(page)).to.deep.equal([]);
  });
});

/** A record that is no event of anybody's. */
async function publishNonsense(key: string): Promise<void> {
  const { kafkaBrokers: brokers } = servers();
  const publisher = await kafkaPublisher({ brokers, clientId: 'console-test', logger: silentLogger });
  try {
    const value = Buffer.from('this is no event');
    await publisher.publish([{ topic: 'booking.requests', key, value, headers: {} }]);
  } finally {
    await publisher.close();
  }
}
