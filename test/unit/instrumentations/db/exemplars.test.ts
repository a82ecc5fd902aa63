import { context } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Postgres, startPostgres } from '../../../support/postgres.ts';
import { LocalContexts } from '../../pipeline/local-contexts.ts';
import {
  apiGlobals,
  exemplarsOf,
  idsOf,
  idsOfSpan,
  newSpan,
  within,
} from '../../pipeline/spans.ts';
import { loadPg, observe } from './fixtures/observed.ts';

const DURATION = 'db.client.operation.duration';

let postgres: Postgres;
const { provider, stop } = observe();

beforeAll(async () => {
  postgres = await startPostgres('pglite');
  context.setGlobalContextManager(new LocalContexts());
  provider.spans.registered(apiGlobals());
});

afterAll(async () => {
  stop();
  context.disable();
  await postgres.stop();
});

it('an operation has the span of its call, not of the connection that answers', async () => {
  const { Client } = await loadPg('cjs');
  const client = new Client(postgres.settings);
  await within(newSpan(), () => client.connect());
  const spans = [newSpan(), newSpan()] as const;
  await within(spans[0], () => client.query('SELECT 1'));
  await within(spans[1], () => client.query('SELECT * FROM missing').catch(() => {}));
  await client.end();
  const ids = idsOf(exemplarsOf(provider, DURATION));
  expect(new Set(ids)).toEqual(new Set(spans.map(idsOfSpan)));
});
