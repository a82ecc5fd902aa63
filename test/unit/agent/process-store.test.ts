import { expect, it, vi } from 'vitest';
import { processStore } from '../../../src/agent/process-store.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { MetricsOptions } from '../../../src/config/metrics-options.ts';
import * as log from '../../../src/foundation/log.ts';

const FIRST = { allowedValues: { phase: 'a*' } };

/** What a start with these options says. */
function said(code: MetricsOptions): readonly string[] {
  log.setLogLevel('none');
  const warn = vi.spyOn(log, 'warn');
  processStore(loadConfig({ env: {}, code }).config);
  return warn.mock.calls.splice(0).map(([, message]) => message);
}

it('a later start that asks for what instruments keep is told, and gets what they have', () => {
  expect(said(FIRST)).toEqual([]);
  expect(said({ ...FIRST, port: 1 })).toEqual([]);
  expect(said({ redaction: false, allowedValues: { phase: 'b*' }, dynamicLimit: 7 })).toEqual([
    'redaction, allowedValues, dynamicLimit: what the agent was first started with stays in force',
  ]);
  const { kept } = processStore(loadConfig({ env: {}, code: { redaction: false } }).config);
  expect(kept).toMatchObject({ redaction: true, ...FIRST, dynamicLimit: 200 });
});
