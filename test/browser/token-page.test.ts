import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, scrape, startApp } from '../support/app-process.ts';
import { canRun } from '../support/prometheus.ts';
import { violationsOf } from './accessibility.ts';
import { openTab, PHONE, startChromium } from './chromium.ts';

const project = inject('packedProject');
const TOKEN = 'a-token-of-some-length';

describe.skipIf(!canRun('chromium'))('the live page of an app that wants a token', () => {
  let app: App;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    const file = join(project, 'live-page-token');
    writeFileSync(file, TOKEN, { mode: 0o600 });
    app = startApp({
      cwd: project,
      args: ['--import', '@acme/otel-metrics/register', '-e', 'setInterval(() => {}, 1000)'],
      env: {
        OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
        ACME_METRICS_BEARER_TOKEN_FILE: file,
      },
    });
    await scrape(port, '/health');
    url = `http://localhost:${port}/`;
    browser = await startChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  it('asks for it, refuses a wrong one, and keeps the right one for the tab', async () => {
    const tab = await openTab(browser, url, { viewport: PHONE });
    const input = tab.page.getByLabel('Token', { exact: true });
    await input.waitFor();
    expect(await tab.text('[role="status"]')).toBe('Token needed');
    expect(await input.getAttribute('type')).toBe('password');
    expect(await input.getAttribute('autocomplete')).toBe('off');
    expect(await violationsOf(tab.page)).toEqual([]);
    await tab.screenshot('live-page-token');

    await tab.page.keyboard.type('another token');
    await tab.page.keyboard.press('Enter');
    await tab.until('that it is wrong', async () => /did not take/.test(await tab.text('.fault')));
    await input.fill(TOKEN);
    await tab.page.getByRole('button', { name: 'Show the metrics' }).click();
    const heap = async () => /\d/.test(await tab.text('[data-golden="heap"] .value'));
    await tab.until('numbers', heap);
    expect(await input.isVisible()).toBe(false);

    await tab.page.reload();
    await tab.until('numbers again', heap);
    expect(tab.page.url()).toBe(url);
    // Of an answer of 401 the browser itself complains.
    expect(tab.complaints.filter((complaint) => !complaint.includes('401'))).toEqual([]);
    await tab.close();

    const other = await openTab(browser, url);
    await other.page.getByLabel('Token', { exact: true }).waitFor();
    await other.close();
  });
});
