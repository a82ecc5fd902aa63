import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { canRun } from '../support/prometheus.ts';
import { violationsOf } from './accessibility.ts';
import { type Chart, chartsOf } from './charts.ts';
import { openTab, PHONE, startChromium, type Tab, WIDE } from './chromium.ts';
import { type LoadedApp, startLoadedApp } from './loaded-app.ts';

const project = inject('packedProject');

/** Pixels of a curve of some seconds. */
const DRAWN = 20;

describe.skipIf(!canRun('chromium'))('the live page of an app under load', () => {
  let app: LoadedApp;
  let browser: Browser;
  const tabs: Tab[] = [];

  beforeAll(async () => {
    [app, browser] = await Promise.all([startLoadedApp(project), startChromium()]);
  });

  afterEach(async () => {
    for (const tab of tabs.splice(0)) await tab.close();
  });

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  async function open(options?: Parameters<typeof openTab>[2]): Promise<Tab> {
    const tab = await openTab(browser, app.url, options);
    tabs.push(tab);
    return tab;
  }

  async function chart(tab: Tab, id: string): Promise<Chart | undefined> {
    return (await chartsOf(tab.page)).find((each) => each.id === id);
  }

  const value = (tab: Tab, id: string) => tab.text(`[data-golden="${id}"] .value`);

  it('says which app it is, and its numbers at a glance', async () => {
    const tab = await open();
    await tab.until('a rate', async () => /\d.*\/s/.test(await value(tab, 'requests')));
    expect(await tab.text('h1')).toBe('orders');
    expect(await tab.page.title()).toBe('orders · live metrics');
    expect(await tab.text('.facts')).toMatch(
      `pid ${app.pid()} · Node ${process.versions.node} · up`,
    );
    expect(await tab.text('[role="status"]')).toBe('Live');
    for (const [id, pattern] of GOLDEN) expect(await value(tab, id)).toMatch(pattern);
    expect(tab.complaints).toEqual([]);
  });

  it('draws charts that are not empty, and goes on drawing', async () => {
    const tab = await open();
    await tab.until('a drawn chart of requests', async () => {
      const { rows = [], pixels = 0 } = (await chart(tab, 'request-rate')) ?? {};
      return pixels > DRAWN && rows.some(({ name }) => name === '/orders/:id');
    });
    const numbers = async () => JSON.stringify(await chartsOf(tab.page));
    const before = await numbers();
    await tab.until('other numbers', async () => (await numbers()) !== before);
    expect(tab.complaints).toEqual([]);
  });

  it('has a section for what the app uses, and a line for what it does not', async () => {
    const tab = await open();
    await tab.until('tables of the database', async () => {
      return (await tab.page.locator('section#database:not([hidden])').count()) === 1;
    });
    expect(await tab.text('.absent')).toMatch(/Not seen yet: .*Caches and queues/);
    expect(await tab.page.locator('section#cache-and-queue').isVisible()).toBe(false);
    await tab.page.getByRole('link', { name: 'Database' }).click();
    await tab.until('a drawn chart of the database', async () => {
      const { rows = [], pixels = 0 } = (await chart(tab, 'query-rate')) ?? {};
      return pixels > DRAWN && rows.some(({ name }) => name === 'orders');
    });
    await tab.page.getByRole('link', { name: 'Biggest label sets' }).click();
    expect(await tab.text('#label-sets tbody')).toContain('http_route');
  });

  it('finds a metric by search, from the keyboard', async () => {
    const tab = await open();
    await tab.until('numbers', async () => /\d/.test(await value(tab, 'heap')));
    const { keyboard } = tab.page;
    await keyboard.press('/');
    await keyboard.type('eventloop delay p99');
    await tab.until('what was found', async () => {
      return /^\d+ metrics? match/.test(await tab.text('#found-title'));
    });
    await keyboard.press('Enter');
    expect(await tab.page.locator('.found:focus > h3').textContent()).toBe(
      'nodejs_eventloop_delay_p99_seconds',
    );
    await tab.until('a chart of what was found', async () => {
      return (await chartsOf(tab.page)).some(({ pixels, rows }) => {
        return (
          pixels > DRAWN && rows.some((row) => / (ms|s)$/.test(row.value.replace('\u00a0', ' ')))
        );
      });
    });
    await tab.screenshot('live-page-search');
    await keyboard.press('Escape');
    expect(await tab.page.locator('#search').evaluate((input) => input.matches(':focus'))).toBe(
      true,
    );
    await keyboard.press('Escape');
    await tab.until('all of it again', () => tab.page.locator('#service').isVisible());
    expect(tab.complaints).toEqual([]);
  });

  it('shows some hits as charts, and the rest by name', async () => {
    const tab = await open();
    await tab.until('numbers', async () => /\d/.test(await value(tab, 'heap')));
    await tab.page.locator('#search').fill('s');
    await tab.until('many hits', async () => (await tab.page.locator('.found').count()) === 12);
    const rest = tab.page.locator('.rest button').first();
    const name = (await rest.textContent()) ?? '';
    await rest.click();
    await tab.until('the one that was chosen', async () => {
      return (await tab.page.locator('.found h3').first().textContent()) === name;
    });
    await tab.page.locator('#search').fill('no such metric');
    await tab.until('nothing', async () => /^No metric/.test(await tab.text('#found-title')));
  });

  it('stands still in a pause, and goes on after it', async () => {
    const tab = await open();
    await tab.until('numbers', async () => /\d/.test(await value(tab, 'requests')));
    const requests = watchFeed(tab);
    await tab.page.getByRole('button', { name: 'Pause' }).click();
    expect(await tab.text('[role="status"]')).toBe('Paused');
    const glance = () => tab.text('.tiles');
    const before = await glance();
    const asked = requests.count;
    await tab.until('four more feeds', async () => requests.count >= asked + 4);
    expect(await glance()).toBe(before);
    await tab.page.getByRole('button', { name: 'Pause' }).click();
    await tab.until('other numbers', async () => (await glance()) !== before);
    expect(await tab.text('[role="status"]')).toBe('Live');
  });

  it('starts with what was before, and shows as much time as is asked for', async () => {
    const first = await open();
    await first.until('numbers', async () => /\d/.test(await value(first, 'requests')));
    await first.page.reload();
    await first.until('a curve at once', async () => {
      return ((await first.page.locator('.spark .line').first().getAttribute('d')) ?? '').includes(
        'L',
      );
    });
    for (const minutes of ['1 min', '15 min', '5 min']) {
      await first.page.getByRole('radio', { name: minutes, exact: true }).check();
      await first.until(`a chart of ${minutes}`, async () => {
        return ((await chart(first, 'request-rate'))?.pixels ?? 0) > DRAWN;
      });
    }
    expect(first.complaints).toEqual([]);
  });

  it('serves two tabs the same numbers, and one request each interval', async () => {
    const [one, other] = [await open(), await open()];
    for (const tab of [one, other]) {
      await tab.until('numbers', async () => /\d/.test(await value(tab, 'heap')));
      const { pids, count } = { pids: await tab.text('.facts'), count: watchFeed(tab) };
      expect(pids).toContain(`pid ${app.pid()}`);
      await tab.until('three feeds', async () => count.count >= 3);
      expect(count.most).toBe(1);
      expect(tab.complaints).toEqual([]);
    }
  });

  it.each([
    ['1280', 'light', WIDE],
    ['1280', 'dark', WIDE],
    ['360', 'light', PHONE],
    ['360', 'dark', PHONE],
  ] as const)('is accessible: %s wide, %s', async (width, colorScheme, viewport) => {
    const tab = await open({ viewport, colorScheme, reducedMotion: 'reduce' });
    await tab.until('charts', async () => {
      await tab.page.locator('#service').scrollIntoViewIfNeeded();
      return ((await chart(tab, 'request-rate'))?.pixels ?? 0) > DRAWN;
    });
    expect(await violationsOf(tab.page)).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - window.innerWidth';
    expect(await tab.page.evaluate(overflow)).toBeLessThanOrEqual(0);
    await tab.page.evaluate('window.scrollTo(0, 0)');
    await tab.screenshot(`live-page-${width}-${colorScheme}`);
    await tab.page.locator('#search').fill('http');
    await tab.until('hits', async () => (await tab.page.locator('.found').count()) > 0);
    expect(await violationsOf(tab.page)).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });

  it('keeps the theme that was chosen', async () => {
    const tab = await open({ colorScheme: 'light' });
    const background = () => tab.page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await tab.page.getByRole('button', { name: 'Switch between light and dark' }).click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await tab.page.reload();
    expect(await background()).toBe(dark);
  });

  it('leads the keyboard to everything, and shows where it is', async () => {
    const tab = await open();
    await tab.until('numbers', async () => /\d/.test(await value(tab, 'heap')));
    const names: string[] = [];
    for (let presses = 0; presses < 9; presses++) {
      await tab.page.keyboard.press('Tab');
      names.push(String(await tab.page.evaluate(FOCUSED)));
    }
    expect(names.slice(0, 6)).toEqual([
      ...['Skip to the numbers outlined', 'search outlined', 'window-5 outlined'],
      ...['Pause outlined', 'Switch between light and dark outlined', 'Service outlined'],
    ]);
    expect(names.every((name) => name.endsWith(' outlined'))).toBe(true);
  });

  it('survives a restart of the app, and goes on with the same curves', async () => {
    const tab = await open();
    await tab.until('curves', async () => /\d.*\/s/.test(await value(tab, 'requests')));
    const before = app.pid();
    await app.kill();
    await tab.until('that the app is away', async () => {
      return /^App away: .*trying again$/.test(await tab.text('[role="status"]'));
    });
    await tab.screenshot('live-page-away');
    const length = async () => {
      return ((await tab.page.locator('.spark .line').last().getAttribute('d')) ?? '').length;
    };
    const drawn = await length();
    expect(drawn).toBeGreaterThan(0);
    await app.start();
    await tab.until('the other process', async () => {
      const facts = await tab.text('.facts');
      return facts.includes(`pid ${app.pid()}`) && (await tab.text('[role="status"]')) === 'Live';
    });
    expect(app.pid()).not.toBe(before);
    await tab.until('more of the curve', async () => (await length()) > drawn);
    await tab.until('requests again', async () => /[1-9].*\/s/.test(await value(tab, 'requests')));
    // Of what could not be asked while nothing listened the browser itself complains.
    const refused = /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)/;
    expect(tab.complaints.filter((complaint) => !refused.test(complaint))).toEqual([]);
  });
});

const GOLDEN = [
  ['latency', /\ds$|\d.*s$/],
  ['errors', /\d.%$/],
  ['in-flight', /^\d/],
  ['cpu', /\d.%$/],
  ['heap', /\d.MB$/],
] as const;

/** What has the focus, and whether one sees that; a radio button is drawn by its label. */
const FOCUSED = `(() => {
  const { activeElement } = document;
  const shown = activeElement.type === 'radio' ? activeElement.nextElementSibling : activeElement;
  const isOutlined = getComputedStyle(shown).outlineStyle !== 'none';
  const name = activeElement.id || activeElement.textContent;
  return name + (isOutlined ? ' outlined' : ' not outlined');
})()`;

/** Counts requests of the feed from now on, and how many there were at once. */
function watchFeed({ page }: Tab): { readonly count: number; readonly most: number } {
  const seen = { count: 0, most: 0 };
  let underway = 0;
  page.on('request', (request) => {
    if (!request.url().includes('/live/feed')) return;
    seen.count++;
    seen.most = Math.max(seen.most, ++underway);
  });
  const ended = (request: { url(): string }) => {
    if (request.url().includes('/live/feed')) underway--;
  };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return seen;
}
