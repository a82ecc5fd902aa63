import { GOLDEN_NUMBERS, type GoldenNumber } from '../../views/golden-numbers.ts';
import { element, setText, svg } from '../element.ts';
import { formatNumber } from '../format-number.ts';
import type { Snapshot } from '../snapshot.ts';
import { SPARK, sparkline } from './sparkline.ts';

export interface Tiles {
  readonly element: HTMLElement;
  draw(snapshot: Snapshot): void;
}

/** The numbers that tell at a glance how the app is. */
export function createTiles(): Tiles {
  const tiles = GOLDEN_NUMBERS.map(createTile);
  return {
    element: element('section', { class: 'glance', 'aria-labelledby': 'glance' }, [
      element('h2', { id: 'glance', class: 'unseen' }, ['At a glance']),
      element(
        'dl',
        { class: 'tiles' },
        tiles.map((tile) => tile.element),
      ),
    ]),
    draw(snapshot) {
      for (const tile of tiles) tile.draw(snapshot);
    },
  };
}

function createTile({ id, title, unit, expression }: GoldenNumber): Tiles {
  const value = element('dd', { class: 'value' }, ['–']);
  const line = svg('path', { class: 'line', 'vector-effect': 'non-scaling-stroke' });
  const area = svg('path', { class: 'area' });
  const drawing = svg(
    'svg',
    {
      viewBox: `0 0 ${SPARK.width} ${SPARK.height}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    [area, line],
  );
  return {
    element: element('div', { class: 'card tile', 'data-golden': id }, [
      element('dt', {}, [title]),
      value,
      element('dd', { class: 'spark', 'aria-hidden': 'true' }, [drawing]),
    ]),
    draw({ ask, times, from, to, last }) {
      const values = ask(expression)[0]?.values ?? [];
      setText(value, formatNumber(values[last], unit));
      const spark = sparkline({ times, values, from, to });
      line.setAttribute('d', spark.line);
      area.setAttribute('d', spark.area);
    },
  };
}
