import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, startApp } from '../support/app-process.ts';
import { canRun } from '../support/prometheus.ts';
import { violationsOf } from './accessibility.ts';
import { chartsOf } from './charts.ts';
import { openTab, startChromium, type Tab } from './chromium.ts';

const project = inject('packedProject');
const IMAGE = '<img src=x onerror="document.title=\'harmed\'">';

describe.skipIf(!canRun('chromium'))('the live page of an app with hostile names', () => {
  let app: App;
  let browser: Browser;
  let tab: Tab;

  beforeAll(async () => {
    const port = await freePort();
    copyFileSync(join(import.meta.dirname, 'hostile-app.cjs'), join(project, 'hostile-page.cjs'));
    app = startApp({
      cwd: project,
      args: ['--import', '@acme/otel-metrics/register', 'hostile-page.cjs'],
      env: {
        OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
        OTEL_SERVICE_NAME: `<b>${IMAGE}</b>`,
      },
    });
    await app.printed(/recording/);
    browser = await startChromium();
    tab = await openTab(browser, `http://localhost:${port}/`);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  /** Nothing that came from the app has become an element, or was run. */
  async function expectNoHarm(): Promise<void> {
    const foreign = 'document.querySelectorAll("img, b, body script, iframe").length';
    expect(await tab.page.evaluate(foreign)).toBe(0);
    expect(await tab.page.title()).not.toBe('harmed');
    expect(tab.complaints).toEqual([]);
  }

  it('shows them as text', async () => {
    await tab.until('the name of the app', async () => (await tab.text('h1')) !== 'Metrics');
    expect(await tab.text('h1')).toBe(`<b>${IMAGE}</b>`);
    await tab.page.locator('#business').scrollIntoViewIfNeeded();
    await tab.until('values of labels', async () => {
      const charts = await chartsOf(tab.page);
      return charts.some(({ rows }) => rows.some(({ name }) => name === IMAGE));
    });
    for (const about of await tab.page.locator('#business .about:visible').all())
      await about.click();
    expect(await tab.page.locator('#business .help').allTextContents()).toContain(IMAGE);
    await tab.screenshot('live-page-hostile');
    await expectNoHarm();
  });

  it('finds them by search, and says what was typed as text, too', async () => {
    await tab.page.locator('#search').fill(IMAGE);
    await tab.until('what was found', async () => {
      return (await tab.text('#found-title')).includes(`match “${IMAGE}”`);
    });
    await tab.page.locator('#search').fill('sent');
    await tab.until('help', async () => (await tab.text('.found .lead')).includes('<script>'));
    await expectNoHarm();
    expect(await violationsOf(tab.page)).toEqual([]);
  });
});
