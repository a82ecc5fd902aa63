import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findProgram } from '../../scripts/demo/program.ts';
import { waitFor } from '../support/app-process.ts';

/** Pictures of the page, which CI keeps. */
const ARTIFACTS = join(import.meta.dirname, '../../artifacts');

/** The system's own; nothing that calls home or wants a graphics card. */
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export function startChromium(): Promise<Browser> {
  const executablePath = findProgram('chromium') ?? '/usr/bin/chromium';
  // Signals are for whoever runs the tests: a listener to them would keep its process alive.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ executablePath, args: FLAGS, ...signals });
}

/** A tab, with what the browser has complained about so far. */
export interface Tab {
  readonly page: Page;
  /** Errors and warnings of the console, violated policies among them, and uncaught exceptions. */
  readonly complaints: string[];
  /** The text of the first element that fits. */
  text(selector: string): Promise<string>;
  /** Until something on the page is so. */
  until(what: string, probe: () => Promise<boolean>): Promise<void>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export const WIDE = { width: 1280, height: 800 } as const;
export const PHONE = { width: 360, height: 740 } as const;

/** Opens a tab in a context of its own: nothing stored, as for somebody who comes first. */
export async function openTab(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const type = message.type();
    if (type === 'error' || type === 'warning') complaints.push(`${type}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack ?? error}`));
  await page.goto(url);
  return {
    page,
    complaints,
    text: async (selector) => (await page.locator(selector).first().textContent()) ?? '',
    async until(what, probe) {
      await waitFor(
        async () => (await probe()) || undefined,
        () => `never came: ${what}`,
      );
    },
    async screenshot(name) {
      mkdirSync(ARTIFACTS, { recursive: true });
      await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
    },
    close: () => context.close(),
  };
}
