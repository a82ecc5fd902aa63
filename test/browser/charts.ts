import type { Page } from 'playwright-core';

/** A chart of the page: what stands in its table, and how much is drawn. */
export interface Chart {
  readonly id: string;
  readonly rows: readonly { readonly name: string; readonly value: string }[];
  /** Pixels of its canvas that have a color, as curves have: texts and the grid are gray. */
  readonly pixels: number;
}

/** The charts in view. Those that nobody sees are not drawn, and have no canvas. */
export async function chartsOf(page: Page): Promise<Chart[]> {
  return (await page.evaluate(`(${read})()`)) as Chart[];
}

/** Runs in the browser: as text, since the tests' types know no document. */
const read = `() => {
  const colored = (canvas) => {
    // Of a copy: a canvas that is read back is no longer the one that a user has.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const color = data.slice(at, at + 3);
      if (data[at + 3] > 127 && Math.max(...color) - Math.min(...color) > 60) count++;
    }
    return count;
  };
  return [...document.querySelectorAll('figure.chart')].flatMap((chart) => {
    const canvas = chart.querySelector('canvas');
    if (canvas === null || chart.offsetParent === null) return [];
    const rows = [...chart.querySelectorAll('.legend tr')].map((row) => ({
      name: row.querySelector('th').textContent,
      value: row.querySelector('td').textContent,
    }));
    return [{ id: chart.dataset.panel, rows, pixels: colored(canvas) }];
  });
}`;
