import { expect, test } from 'vitest';
import { renderPage } from '../../bench/report/page.ts';
import { RECORDS, REQUESTS } from './groups.ts';

const RUN = {
  machine: { 'Node.js': 'v24.0.0', Processor: 'a | b' },
  groups: [REQUESTS, RECORDS],
  seconds: { records: 12.4 },
  quick: false,
};
const TEXTS = { notes: 'The notes.', method: '## The method\n\nIn words.' };

test('the page has the targets, the notes, the machine and all figures', async () => {
  await expect(renderPage(RUN, TEXTS)).toMatchFileSnapshot('page.golden.txt');
});

test('a quick run says so', () => {
  expect(renderPage(RUN, TEXTS)).not.toContain('quick run');
  expect(renderPage({ ...RUN, quick: true }, TEXTS)).toContain('**A quick run');
});

test('the texts that are written by hand are there', () => {
  expect(renderPage(RUN)).toContain('## How to repeat it');
});
