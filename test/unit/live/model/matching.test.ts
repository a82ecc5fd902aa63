import { expect, it } from 'vitest';
import { matching } from '../../../../src/live/model/matching.ts';
import { RecordedSeries } from '../../../../src/live/model/series.ts';
import type { Matcher } from '../../../../src/views/metrics.ts';

const labels = { status: 'http_status', gone: 'not_there' };

function isMatched(...matchers: readonly Matcher[]): boolean {
  const subject = { name: 'm', type: 'counter' as const, labels, conditions: { asked: matchers } };
  const series = new RecordedSeries({ labels: { http_status: '503' } }, 'counter');
  return matching(subject, ['asked'])(series);
}

it.each<[Matcher['is'], string, boolean]>([
  ['=', '503', true],
  ['=', '50', false],
  ['!=', '200', true],
  ['!=', '503', false],
  ['=~', '5..', true],
  ['=~', '5', false],
  ['=~', '2..|5..', true],
  ['=~', '5|503x', false],
  ['!~', '[123]..|', true],
  ['!~', '5..', false],
])('%s %s: %s', (is, value, expected) => {
  expect(isMatched({ role: 'status', is, value })).toBe(expected);
});

it('all matchers have to fit', () => {
  const fits = { role: 'status', is: '=', value: '503' } as const;
  expect(isMatched(fits, { role: 'status', is: '!=', value: '503' })).toBe(false);
});

it.each(['gone', 'unknown'])('a label that is not there (%s) is as an empty one', (role) => {
  expect(isMatched({ role, is: '=', value: '' })).toBe(true);
  expect(isMatched({ role, is: '!=', value: '' })).toBe(false);
  expect(isMatched({ role, is: '!~', value: '[123]..|' })).toBe(false);
});
