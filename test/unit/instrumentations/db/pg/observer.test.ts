import { createRequire } from 'node:module';
import { afterAll, expect, it } from 'vitest';
import { patchClient } from '../../../../../src/instrumentations/db/pg/client-patch.ts';
import { runApp } from '../../../../support/app-process.ts';
import { startPostgres } from '../../../../support/postgres.ts';

const postgres = await startPostgres();
afterAll(() => postgres.stop());

it('a query is counted once where two copies of the package are in one process', async () => {
  const { stdout, stderr } = await runApp({
    cwd: import.meta.dirname,
    args: [`${import.meta.dirname}/../fixtures/second-copy.ts`, JSON.stringify(postgres.settings)],
  });
  expect({ stdout, stderr }).toEqual({ stdout: '[{"SELECT":1},{}]\n', stderr: '' });
});

it("pg-native's client, whose queries end in other methods, is left alone", () => {
  const NativeQuery = createRequire(import.meta.url)('pg/lib/native/query');
  const before = Object.getOwnPropertyDescriptors(NativeQuery.prototype);
  const prototype: Record<string, unknown> = { query() {}, _connect() {} };
  const methods = { ...prototype };
  patchClient({ prototype, Query: NativeQuery });
  expect(Object.getOwnPropertyDescriptors(NativeQuery.prototype)).toEqual(before);
  expect({ ...prototype }).toEqual(methods);
  expect(Object.getOwnPropertySymbols(prototype)).toEqual([]);
});
