import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Resource } from '../../../src/pipeline/resource.ts';
import type { Family } from '../../../src/store/family.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { distribution, failingFamily, fakeFamily } from './fake-family.ts';
import { render } from './render.ts';

const GOLDEN = join(import.meta.dirname, '../../golden');
const HTTP = { name: '@acme/otel-metrics', version: '0.1.0' };

interface Page {
  readonly resource?: Resource;
  readonly prefix?: string;
  readonly families: readonly Family[];
}

/** Pages by the edge case that each shows; `vitest -u` writes them anew, for a person to review. */
const PAGES: Readonly<Record<string, Page>> = {
  'all-kinds': {
    resource: { 'service.name': 'shop', 'service.version': '1.2.3', 'process.pid': 42 },
    families: [
      fakeFamily({
        name: 'http.server.request.duration',
        kind: 'histogram',
        unit: 's',
        description: 'Duration of HTTP server requests.',
        scope: HTTP,
        series: [
          {
            attributes: { 'http.request.method': 'GET', 'http.route': '/users/:id' },
            distribution: distribution([0.005, 0.25, 1, 2.5], [3, 4, 0, 1, 2], 17.25),
          },
          {
            attributes: { 'http.request.method': 'POST' },
            distribution: distribution([0.005, 0.25, 1, 2.5], [0, 0, 0, 0, 0]),
          },
        ],
      }),
      fakeFamily({
        name: 'orders',
        kind: 'counter',
        unit: '{order}',
        description: 'Orders.',
        series: [
          { attributes: { status: 'paid' }, value: 12.5 },
          { attributes: { status: 'open' }, value: 3 },
        ],
      }),
      fakeFamily({
        name: 'http.server.active_requests',
        kind: 'up-down-counter',
        series: [{ value: -1 }],
      }),
      fakeFamily({ name: 'nodejs.eventloop.utilization', unit: '1', series: [{ value: 0.25 }] }),
      fakeFamily({
        name: 'batch',
        kind: 'histogram',
        series: [{ distribution: distribution([], [7], 21) }],
      }),
    ],
  },
  prefix: {
    prefix: 'shop_',
    resource: { 'service.name': 'shop' },
    families: [
      fakeFamily({ name: 'orders', kind: 'counter' }),
      fakeFamily({ name: 'target_info' }),
    ],
  },
  escaping: {
    resource: { 'k8s.pod.name': 'a"b\\c\nd' },
    families: [
      fakeFamily({
        name: 'hostile',
        description: 'A "help" with \\ and\na second line.',
        series: [
          { attributes: { value: 'quote " backslash \\ newline \n end' } },
          { attributes: { value: '# TYPE hostile counter' } },
          { attributes: { value: 'lone \ud800 surrogate, 🦊, \u2028' } },
        ],
      }),
    ],
  },
  'odd-values': {
    families: [
      fakeFamily({
        name: 'odd',
        series: [Number.NaN, Infinity, -Infinity, 1e21, 1e-7, -0.5, 2 ** 53].map(
          (value, index) => ({
            attributes: { index },
            value,
          }),
        ),
      }),
      fakeFamily({
        name: 'body',
        kind: 'histogram',
        unit: 'By',
        series: [{ distribution: distribution([0.00001, 1024, 1048576], [1, 2, 3, 4], 1e9) }],
      }),
    ],
  },
  'label-names': {
    families: [
      fakeFamily({
        name: 'labelled',
        series: [
          { attributes: { '9a': 1, 'a.b': 1, a_b: 2, __name__: 'x', ключ: 'y' } },
          { attributes: { empty: '', kept: true } },
        ],
        scope: { name: 'lib', version: '2', schemaUrl: 'https://example.com/1' },
      }),
      fakeFamily({
        name: 'timed',
        kind: 'histogram',
        series: [{ attributes: { le: 'mine' }, distribution: distribution([1], [1, 0], 1) }],
      }),
    ],
  },
  'two-scopes': {
    families: [
      fakeFamily({ name: 'calls', kind: 'counter', scope: { name: 'a' } }),
      fakeFamily({ name: 'between' }),
      fakeFamily({ name: 'calls', kind: 'counter', scope: { name: 'b' }, description: 'Calls.' }),
      fakeFamily({ name: 'calls', kind: 'counter', scope: { name: 'c' }, description: 'Other.' }),
    ],
  },
  clashes: {
    resource: { 'service.name': 'shop' },
    families: [
      fakeFamily({ name: 'target_info', series: [{ value: 5 }] }),
      fakeFamily({
        name: 'lat',
        kind: 'histogram',
        series: [{ distribution: distribution([1], [1, 1], 3) }],
      }),
      fakeFamily({ name: 'lat_count' }),
      fakeFamily({ name: 'lat', kind: 'gauge' }),
      fakeFamily({ name: 'size_sum' }),
      fakeFamily({
        name: 'size',
        kind: 'histogram',
        series: [{ distribution: distribution([1], [1, 1], 3) }],
      }),
      fakeFamily({ name: 'a.b', kind: 'counter', series: [{ value: 1 }, { value: 2 }] }),
      fakeFamily({
        name: 'a_b',
        kind: 'counter',
        series: [{ value: 10 }, { attributes: { x: 1 }, value: 20 }],
      }),
    ],
  },
  'equal-labels': {
    families: [
      fakeFamily({
        name: 'requests',
        kind: 'counter',
        series: [
          { attributes: { code: 200 }, value: 10 },
          { attributes: { code: 404 }, value: 1 },
          { attributes: { code: '200' }, value: 90 },
          { attributes: { 'a.c': 'x', a_b: 'y' }, value: 1 },
          { attributes: { a_b: 'y', a_c: 'x' }, value: 10 },
        ],
      }),
      fakeFamily({
        name: 'lat',
        kind: 'histogram',
        series: [
          { attributes: { ok: true }, distribution: distribution([1, 2], [1, 2, 3], 4) },
          { attributes: { ok: 'true' }, distribution: distribution([1, 2], [10, 20, 30], 0.5) },
        ],
      }),
      fakeFamily({
        name: 'lat',
        kind: 'histogram',
        series: [
          { attributes: { ok: true }, distribution: distribution([1, 5], [1, 1, 1], 1) },
          { attributes: { ok: 1 }, distribution: distribution([1, 5], [1, 1, 1], 1) },
        ],
      }),
      fakeFamily({ name: 'in.flight', kind: 'up-down-counter', series: [{ value: 5 }] }),
      fakeFamily({ name: 'in_flight', kind: 'up-down-counter', series: [{ value: -2 }] }),
      fakeFamily({ name: 'in-flight', kind: 'gauge', series: [{ value: 100 }] }),
      fakeFamily({
        name: 'level',
        series: [
          { attributes: { a: 1 }, value: 1 },
          { attributes: { a: '1' }, value: 2 },
          { attributes: { a: '1', b: '' }, value: 3 },
        ],
      }),
    ],
  },
  'one-bad-family': {
    families: [
      fakeFamily({ name: 'before' }),
      failingFamily({ name: 'bad' }, 3),
      fakeFamily({ name: 'bad', series: [{ attributes: { fine: true } }] }),
      fakeFamily({ name: 'torn', kind: 'histogram' }),
      fakeFamily({ name: 'after' }),
    ],
  },
  'no-series': {
    families: [
      fakeFamily({ name: 'idle', description: 'Nothing yet.', series: [] }),
      fakeFamily({ name: 'busy' }),
    ],
  },
};

it.each(Object.entries(PAGES))('%s', async (name, page) => {
  const { text, omissions } = render(page.families, page);
  const said = omissions.map(
    ({ cause, metric, reason, count }) => `# ${cause}: ${metric}, ${reason} (${count})\n`,
  );
  expect(() => parseExposition(text)).not.toThrow();
  await expect(text + said.join('')).toMatchFileSnapshot(join(GOLDEN, `${name}.golden.txt`));
});
