import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { talkToStderr } from '@wanderluxe/infra';
import { installChromium } from '@wanderluxe/infra/launcher';
import { type Browser, chromium, type Page } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Bringing a browser onto a fresh machine takes minutes. */
export const BROWSER_WITHIN_MS = 600_000;

/** A real browser, without a window. */
export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await installChromium(talkToStderr) });

/** What keeps people from using the page, by the rules of WCAG 2.2 AA: one line for each finding. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // The page's own policy allows no script from outside; a driver's is not one.
  await page.evaluate(readFileSync(axePath, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run({ runOnly: tags });
    return violations.map(
      ({ impact, id, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  });
}

interface Axe {
  run(options: object): Promise<{
    violations: { impact: string; id: string; nodes: { target: string[] }[] }[];
  }>;
}
