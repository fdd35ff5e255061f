import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PLACES.find((place) => existsSync(place));

/** Whether there is a browser; where there is none, the journeys of the pages are skipped, loudly. */
export const hasBrowser = executablePath !== undefined;
if (!hasBrowser)
  console.warn('no Chromium here: the journeys through the web pages are NOT tested (apt-get install chromium)');

let browser: Promise<Browser> | undefined;

/** One for all files of this process; it ends with it. Whoever needs a person's own cookies opens a context. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', '--disable-gpu'] });
  return browser;
}

let axe: string | undefined;
const RUN = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  // What is right is not told of in detail.
  resultTypes: ['violations'],
};

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe-core finds against WCAG 2.2 AA on the page as it is, as `rule: element`. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  axe ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Through the debugging protocol: the page's own policy lets no script of another place in.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, ${JSON.stringify(RUN)}).then((found) => JSON.stringify(found.violations))`,
    awaitPromise: true,
  });
  const violations = JSON.parse(String(result.value)) as Violation[];
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}
