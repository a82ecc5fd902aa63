import { describe, expect, it } from 'vitest';
import { readProcSelf } from '../../../../src/instrumentations/process/proc-self.ts';

describe.runIf(process.platform === 'linux')('a number of /proc/self', () => {
  it.each([
    ['status', 'Pid:', process.pid],
    ['status', 'PPid:', process.ppid],
    ['status', 'Name:', undefined],
    ['status', 'NoSuchLine:', undefined],
    ['no-such-file', 'Pid:', undefined],
  ])('%s, line %s', (file, label, expected) => {
    expect(readProcSelf(file, label)).toBe(expected);
  });
});
