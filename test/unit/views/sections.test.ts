import { describe, expect, it } from 'vitest';
import type { Expression } from '../../../src/views/expression.ts';
import { fillLegend } from '../../../src/views/legend.ts';
import { METRICS, type Metric } from '../../../src/views/metrics.ts';
import { SECTIONS } from '../../../src/views/sections.ts';
import { subjectsOf } from '../../../src/views/subject.ts';

const PANELS = SECTIONS.flatMap(({ panels }) => panels);
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;

describe('sections', () => {
  it('are what the dashboards are', () => {
    expect(SECTIONS.map(({ id }) => id)).toEqual([
      ...['service', 'http-clients', 'database', 'cache-and-queue', 'runtime', 'ai'],
      ...['business', 'agent'],
    ]);
  });

  it('ask for every metric of the table', () => {
    const asked = PANELS.flatMap(({ queries }) => queries).flatMap(({ expression }) =>
      subjectsOf(expression),
    );
    expect(Object.keys(METRICS).filter((key) => !(asked as string[]).includes(key))).toEqual([]);
  });

  it('have no two panels of one id', () => {
    const ids = PANELS.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });
});

describe.each(PANELS)('the panel $id', ({ id, title, help, queries }) => {
  it('has an id, a title and a sentence of help', () => {
    expect(id).toMatch(KEBAB);
    expect(title).toMatch(/^\S.*\S$/);
    expect(help).toMatch(/^[A-Z].*\.$/);
  });

  it('has legends of roles by which is asked', () => {
    for (const { legend, expression } of queries) {
      fillLegend(legend, (role) => {
        expect(rolesOf(expression)).toContain(role);
        return '';
      });
    }
  });

  it('asks by roles that the standard form of its metrics has', () => {
    for (const { expression } of queries) {
      for (const { labels, by } of askedOf(expression)) {
        expect(Object.keys(labels)).toEqual(expect.arrayContaining([...by]));
      }
    }
  });
});

describe('a legend', () => {
  it.each([
    ['p95 {route}', 'p95 <route>'],
    ['{a} {b}', '<a> <b>'],
    ['plain', 'plain'],
  ])('%s is filled', (legend, filled) => {
    expect(fillLegend(legend, (role) => `<${role}>`)).toBe(filled);
  });

  it('has no gaps where a role stands for nothing', () => {
    expect(fillLegend('{a} x {b}', () => '')).toBe('x');
  });
});

function rolesOf(expression: Expression): readonly string[] {
  return askedOf(expression).flatMap(({ by }) => by);
}

function askedOf(
  expression: Expression,
): { readonly labels: Readonly<Record<string, string>>; readonly by: readonly string[] }[] {
  switch (expression.ask) {
    case 'divide':
      return [...askedOf(expression.left), ...askedOf(expression.right)];
    case 'zero':
      return askedOf(expression.of);
    case 'either':
    case 'add':
      return expression.of.flatMap(askedOf);
    default: {
      if (typeof expression.of !== 'string') throw new Error('sections ask for the table only');
      const metric: Metric = METRICS[expression.of];
      return [{ labels: metric.standard.labels, by: expression.by ?? [] }];
    }
  }
}
