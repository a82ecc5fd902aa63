import type { Call } from '../../../src/cli/command.ts';
import { fakeOutput } from './fake-output.ts';

/** A call of a command that only writes, and what it has written to stdout. */
export function callWith(
  values: Call['values'],
  { json = false, folder = import.meta.dirname }: { json?: boolean; folder?: string } = {},
): { readonly call: Call; readonly written: () => string } {
  const out = fakeOutput();
  const call: Call = {
    values,
    positionals: [],
    program: [],
    json,
    folder,
    env: {},
    signal: new AbortController().signal,
    out,
  };
  return { call, written: out.written };
}
