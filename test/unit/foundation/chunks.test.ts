import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Chunk, requireChunk } from '../../../src/foundation/chunks.ts';

it('loads a part of the build', () => {
  const { parseYaml } = requireChunk<typeof import('../../../src/config/yaml.ts')>('yaml');
  expect(parseYaml('port: 9464')).toEqual({ port: 9464 });
});

it('names a part that is not there', () => {
  expect(existsSync(join(import.meta.dirname, '../../../dist/missing.cjs'))).toBe(false);
  expect(() => requireChunk('missing' as Chunk)).toThrow(
    expect.objectContaining({
      code: 'ACME_METRICS_CHUNK_MISSING',
      message: expect.stringContaining("'missing'"),
    }),
  );
});
