// Makes the pictures of the README: the live page and `metrics --watch`, of the demo under traffic.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { startChromium } from '../test/browser/chromium.ts';
import { runOnTerminal } from '../test/support/pseudo-terminal.ts';
import { startAll } from './demo/start.ts';
import { sendTraffic } from './demo/traffic.ts';
import { terminalPage } from './screenshots/terminal-page.ts';

const ROOT = join(import.meta.dirname, '..');
const IMAGES = join(ROOT, 'docs/images');
const REQUESTS_PER_SECOND = 40;
/** Until curves are long enough to look like any. */
const WATCHED_MS = 90_000;
const TERMINAL = { columns: 104, rows: 26 };

await using owner = new AsyncDisposableStack();
const quiet = new AbortController();
const never = new AbortController().signal;
const demo = { rate: REQUESTS_PER_SECOND, seconds: undefined, port: 9464, prometheus: false };
const { appUrl, metricsUrl } = await startAll({ ...demo, help: false }, never, owner);
const traffic = sendTraffic(appUrl, REQUESTS_PER_SECOND, quiet.signal);
owner.defer(async () => {
  quiet.abort();
  await traffic;
});
mkdirSync(IMAGES, { recursive: true });
const browser = await startChromium();
owner.defer(() => browser.close());
const command = `${process.execPath} ${join(ROOT, 'dist/cli.cjs')} metrics --watch --url ${metricsUrl}`;
const terminal = runOnTerminal({ cwd: ROOT, command, ...TERMINAL });
owner.defer(() => terminal.stop());
await takeLivePage(browser, new URL('/', metricsUrl).href);
await takeTerminal(browser, terminal.output());
console.log(`wrote ${IMAGES}`);

async function takeLivePage(on: Browser, url: string): Promise<void> {
  const viewport = { width: 1280, height: 900 };
  const page = await on.newPage({ viewport, colorScheme: 'light' });
  await page.goto(url);
  await delay(WATCHED_MS);
  await page.screenshot({ path: join(IMAGES, 'live-page.png') });
  await page.close();
}

async function takeTerminal(on: Browser, output: string): Promise<void> {
  const page = await on.newPage({ deviceScaleFactor: 1.5 });
  await page.setContent(terminalPage(output, TERMINAL));
  await page.locator('pre').screenshot({ path: join(IMAGES, 'terminal.png') });
  await page.close();
}
