import { describe, expect, it } from 'vitest';
import type { Format } from '../../../src/exposition/format.ts';
import type { Notice } from '../../../src/exposition/notice.ts';
import { createWriter } from '../../../src/exposition/writers.ts';
import { fakeFamily } from './fake-family.ts';

const FORMATS: readonly Format['kind'][] = ['text', 'openmetrics', 'protobuf'];

const CONFIG = {
  prefix: '',
  translationStrategy: 'UnderscoreEscapingWithSuffixes',
  createdLines: true,
} as const;

describe.each(FORMATS)('in a page as %s', (kind) => {
  it('keys of the resource that become one label are said once', () => {
    const said: Notice[] = [];
    const write = createWriter(
      { kind, version: '1.0.0', escaping: 'underscores' },
      {
        config: CONFIG,
        constants: [],
        report: (notice) => said.push(notice),
      },
    );
    const collection = {
      resource: Object.freeze({ 'team.name': 'a', team_name: 'b', '9': 'x' }),
      families: [fakeFamily({ name: 'a' })],
      timeMs: 0,
      errors: [],
    };
    for (let pages = 0; pages < 2; pages++) for (const _ of write(collection));
    expect(said).toEqual(
      [
        'the attribute "9" is the label key_9',
        'the values of "team.name" and "team_name" are joined in team_name',
      ].map((reason) => ({ cause: 'label_conflict', metric: 'target_info', reason, count: 1 })),
    );
  });

  it('what becomes of keys is said of the metric as it is shown', () => {
    const said: Notice[] = [];
    const write = createWriter(
      { kind, version: '1.0.0', escaping: 'underscores' },
      { config: CONFIG, constants: [], report: (notice) => said.push(notice) },
    );
    const families = [
      fakeFamily({ name: 'jobs', kind: 'counter' }),
      fakeFamily({ name: 'jobs.total', series: [{ attributes: { 'c.d': 1, c_d: 2 } }] }),
    ];
    for (const _ of write({ resource: {}, families, timeMs: 0, errors: [] }));
    expect(said.map(({ cause, metric }) => [cause, metric])).toEqual([
      ['name_conflict', 'jobs_total'],
      ['label_conflict', 'jobs_total_gauge'],
    ]);
  });

  it('labels that all series have are said once, and not for each metric', () => {
    const said: Notice[] = [];
    const write = createWriter(
      { kind, version: '1.0.0', escaping: 'underscores' },
      {
        config: CONFIG,
        constants: [
          ['team.name', 'a'],
          ['team_name', 'b'],
        ],
        report: (notice) => said.push(notice),
      },
    );
    const families = ['a', 'b', 'c'].map((name) => fakeFamily({ name }));
    const own = fakeFamily({ name: 'd', series: [{ attributes: { 'team-name': 'x' } }] });
    for (const _ of write({ resource: {}, families: [...families, own], timeMs: 0, errors: [] }));
    expect(said).toMatchObject([
      { metric: 'every metric', reason: expect.stringContaining('"team.name" and "team_name"') },
      { metric: 'd', reason: expect.stringContaining('"team-name"') },
    ]);
  });
});
