import { findProgram } from '../../../scripts/demo/program.ts';

/** Throws where the browser is missing that the live page is measured in, before minutes are spent. */
export function assertBrowser(): void {
  if (findProgram('chromium') !== undefined) return;
  throw new Error('live needs chromium on PATH; other subjects can be named without it');
}
