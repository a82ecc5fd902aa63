import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { type Chunk, requireChunk } from '../../../src/foundation/chunks.ts';
import { MetricsError } from '../../../src/foundation/errors.ts';

const failing = vi.hoisted(() => ({ error: undefined as unknown }));
vi.mock(import('node:module'), async (original) => {
  const module = await original();
  const createRequire: typeof module.createRequire = (file) => {
    if (failing.error !== undefined) throw failing.error;
    return module.createRequire(file);
  };
  return { ...module, createRequire };
});

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

it('hid behind two prefixes what a part says that it needs', () => {
  failing.error = new MetricsError('ACME_METRICS_CHUNK_MISSING', 'install @opentelemetry/api');
  try {
    expect(() => requireChunk('http-engine')).toThrow(failing.error as Error);
  } finally {
    failing.error = undefined;
  }
});
