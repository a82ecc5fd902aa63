import { OPENMETRICS_END } from '../../exposition/format.ts';
import { negotiate } from '../../exposition/negotiate.ts';
import { PAUSE, type Slice } from '../../exposition/slice.ts';
import { Turn } from '../../foundation/turns.ts';
import { type Answer, type Body, chained, json, plain } from '../answer.ts';
import type { Page } from '../page.ts';
import type { Route } from '../route.ts';

/** One metric, by its name on the page or that of one of its lines. */
export function metricRoute(page: Page): Route {
  return {
    path: '/metrics/{name}',
    summary: 'One metric, by its name on the page; in JSON where Accept asks for it.',
    audience: 'scraper',
    async answer({ headers: { accept } }, name = '') {
      const { contentType, body } = await page({ accept, names: [name], json: true });
      const first = await firstOf(body);
      if (first === undefined) return unknownMetric(accept);
      return { status: 200, contentType, body: chained([first], body) };
    },
  };
}

function unknownMetric(accept: string | undefined): Answer {
  const error = 'No metric of this name is on the page.';
  const { kind } = negotiate(accept, { json: true });
  return kind === 'json' ? { ...json({ error }), status: 404 } : plain(404, error);
}

/** The first slice of which a metric is part. */
async function firstOf(body: Body): Promise<Slice | undefined> {
  const turn = new Turn();
  for (let step = body.next(); !step.done; step = body.next()) {
    if (step.value !== PAUSE && step.value !== OPENMETRICS_END) return step.value;
    if (turn.isOver) await turn.next();
  }
  return undefined;
}
