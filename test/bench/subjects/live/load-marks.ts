import type { Tab } from '../../../browser/chromium.ts';
import type { Load } from './loads.ts';

/** Pixels with a colour: axes, grid and text of a chart are grey, and its lines are not. */
const LINE_PIXELS = 20;

/** Has the next page of a tab note when the first chart with a curve is drawn. */
export async function markChart({ page }: Tab): Promise<void> {
  await page.addInitScript(`(${watchCharts})(${LINE_PIXELS})`);
}

/** What the browser itself and the mark say of the load, once the chart is there. */
export async function readLoad({ page, until }: Tab): Promise<Load> {
  // The page's policy forbids what evaluates texts in it, as waiting by Playwright does.
  await until('a curve', () => page.evaluate(`performance.getEntriesByName('curve').length > 0`));
  return (await page.evaluate(`(${read})()`)) as Load;
}

/** Runs in the browser, as `read`: as texts, since these files' types know no document. */
const watchCharts = `(least) => {
  const colored = (canvas) => {
    // Of a copy: a canvas that is read back is no longer the one that a user has.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) count++;
    }
    return count;
  };
  const look = () => {
    const canvases = [...document.querySelectorAll('figure.chart:not([hidden]) canvas')];
    if (canvases.some((canvas) => canvas.width > 0 && colored(canvas) >= least)) {
      performance.mark('curve');
      return;
    }
    // Looking costs: not at every frame where there is something to look at.
    if (canvases.length === 0) requestAnimationFrame(look);
    else setTimeout(look, 50);
  };
  requestAnimationFrame(look);
}`;

const read = `() => {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  const [curve] = performance.getEntriesByName('curve');
  const [navigation] = performance.getEntriesByType('navigation');
  const resources = performance.getEntriesByType('resource');
  const isFeed = ({ name }) => name.includes('/live/feed');
  const files = [navigation, ...resources.filter((entry) => /page\\.(js|css)$/.test(entry.name))];
  const sum = (entries, size) => entries.reduce((total, entry) => total + entry[size], 0);
  const feed = resources.filter(isFeed).slice(0, 1);
  if (files.length !== 3 || feed.length !== 1) throw new Error('the page has loaded other files');
  return {
    paintMs: paint.startTime,
    curveMs: curve.startTime,
    shellBytes: sum(files, 'decodedBodySize'),
    shellSentBytes: sum(files, 'encodedBodySize'),
    feedBytes: sum(feed, 'decodedBodySize'),
    feedSentBytes: sum(feed, 'encodedBodySize'),
  };
}`;
