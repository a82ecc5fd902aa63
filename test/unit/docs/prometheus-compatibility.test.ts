import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const DOCS = join(import.meta.dirname, '../../../docs');
const page = readFileSync(join(DOCS, 'prometheus-compatibility.md'), 'utf8');

const LEVEL = /^(?:MUST|MUST NOT|SHOULD|SHOULD NOT|REQUIRED|must)$/;
const NONE = '—';

interface Row {
  readonly header: string;
  readonly cells: readonly string[];
}

const rows: Row[] = [...page.matchAll(/^\|.*\|\n\| --- .*\n(?:\|.*\|\n)*/gm)].flatMap(([table]) => {
  const [header = [], , ...all] = table.trimEnd().split('\n').map(cellsOf);
  return all.map((cells) => ({ header: header.join(' | '), cells }));
});
const lines = rowsOf(' | What is asked | Here | Shown by');
const collisions = rowsOf('What meets | What becomes of it | Cause | Shown by');

describe('docs/prometheus-compatibility.md', () => {
  it('is read here', () => {
    expect(lines.length).toBeGreaterThan(80);
    expect(collisions.length).toBeGreaterThan(15);
    for (const { header, cells } of rows) expect(cells).toHaveLength(header.split(' | ').length);
  });

  it.each(lines)('%s %s', (level, asked, here, shownBy = '') => {
    expect(level).toMatch(LEVEL);
    expect(asked && here).not.toBe('');
    // What no test shows is said not to be there, with the reason.
    if (shownBy === NONE) expect(here).toMatch(/^no: ./);
    else expectTests(shownBy);
  });

  it.each(collisions)('%s', (_, becomes, cause, shownBy = '') => {
    expect(becomes).not.toBe('');
    if (cause !== NONE) expect(cause).toMatch(/^`[a-z]+_[a-z]+`$/);
    expectTests(shownBy);
  });
});

function rowsOf(header: string): string[][] {
  return rows.filter((row) => row.header === header).map(({ cells }) => [...cells]);
}

/** A bar between backquotes separates nothing. */
function cellsOf(line: string): string[] {
  const cells = line.match(/(?:`[^`]*`|[^|`])+/g) ?? [];
  return cells.map((cell) => cell.trim());
}

/** Links to tests with a title after each, which that file has as a text or as a key, and nothing else. */
function expectTests(shownBy: string): void {
  const tests = [...shownBy.matchAll(/\[`([\w.-]+)`\]\(([^)]+)\) "([^"]+)"/g)];
  expect(tests.map(([whole]) => whole).join('; ')).toBe(shownBy);
  for (const [, name, link = '', title] of tests) {
    expect(link).toMatch(/^\.\.\/test\/.*\.test\.ts$/);
    expect(link.split('/').at(-1)).toBe(name);
    const file = readFileSync(resolve(DOCS, link), 'utf8');
    const forms = [`'${title}'`, `"${title}"`, `\`${title}\``, `\n  ${title}: `];
    expect(
      forms.some((form) => file.includes(form)),
      `${name} has "${title}"`,
    ).toBe(true);
  }
}
