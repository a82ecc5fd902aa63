import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillMarkers, publish } from '../../../scripts/docs/generated-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'generated-'));
  writeFileSync(join(folder, 'same.md'), 'as it is');
  writeFileSync(join(folder, 'old.md'), 'old');
});
afterEach(() => rmSync(folder, { recursive: true }));

const same = { path: 'same.md', text: 'as it is' };
const changed = { path: 'old.md', text: 'new' };
const added = { path: 'added.md', text: 'new' };
const textOf = (path: string) => readFileSync(join(folder, path), 'utf8');

describe('publish', () => {
  it('writes every file and names those that changed', () => {
    const { exitCode, line } = publish(folder, [same, changed, added], []);
    expect([textOf('same.md'), textOf('old.md'), textOf('added.md')]).toEqual([
      ...['as it is', 'new', 'new'],
    ]);
    expect({ exitCode, line }).toEqual({
      exitCode: 0,
      line: 'same.md, old.md, added.md: wrote old.md, added.md',
    });
  });

  it.each([
    { files: [same], exitCode: 0, line: 'same.md: as generated' },
    { files: [same, changed], exitCode: 1, line: 'old.md is out of date: run npm run docs' },
    {
      files: [changed, added],
      exitCode: 1,
      line: 'old.md, added.md are out of date: run npm run docs',
    },
  ])('with --check compares and writes nothing: $line', ({ files, exitCode, line }) => {
    expect(publish(folder, files, ['--check'])).toEqual({ exitCode, line });
    expect(textOf('old.md')).toBe('old');
  });
});

describe('fillMarkers', () => {
  const text = 'before\n<!-- list:start -->\nold\n<!-- list:end -->\nafter';

  it('replaces what is between the markers, again and again', () => {
    const once = fillMarkers(text, 'list', 'new');
    expect(once).toBe('before\n<!-- list:start -->\n\nnew\n\n<!-- list:end -->\nafter');
    expect(fillMarkers(once, 'list', 'new')).toBe(once);
  });

  it.each(['no markers', '<!-- list:start -->', '<!-- list:end --> <!-- list:start -->'])(
    'refuses a text without a place for it: %s',
    (without) => {
      expect(() => fillMarkers(without, 'list', 'new')).toThrow(
        'the markers <!-- list:start --> and <!-- list:end --> are missing',
      );
    },
  );
});
