import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { isThere } from '../../../src/foundation/is-there.ts';

it.each([
  [import.meta.filename, true],
  [import.meta.dirname, true],
  [`${import.meta.filename}.gone`, false],
  ['', false],
])('%j: %s', (path, expected) => {
  expect(isThere(path)).toBe(expected);
});

it('throws nothing where the path may not be looked at', () => {
  const repository = join(import.meta.dirname, '../../..');
  const script = `
    import { isThere } from '${pathToFileURL(repository)}/src/foundation/is-there.ts';
    process.stdout.write(String(isThere('/etc')));
  `;
  const args = ['--permission', `--allow-fs-read=${repository}/*`, '--input-type=module'];
  const output = execFileSync(process.execPath, [...args, '-e', script], {
    ...{ encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] },
  });
  expect(output).toBe('false');
});
