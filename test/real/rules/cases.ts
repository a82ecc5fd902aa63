import type { AlertName } from '../../../src/cli/rules/thresholds.ts';
import type { RuleCase } from './case.ts';
import { HTTP_CASES } from './cases/http.ts';
import { RUNTIME_CASES } from './cases/runtime.ts';
import { WORK_CASES } from './cases/work.ts';

/** For every alert: data on which it fires, and data on which it is silent. */
export const CASES: Readonly<Record<AlertName, readonly RuleCase[]>> = {
  ...HTTP_CASES,
  ...RUNTIME_CASES,
  ...WORK_CASES,
};
