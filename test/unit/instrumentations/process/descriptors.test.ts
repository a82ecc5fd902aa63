import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { descriptorsObserver } from '../../../../src/instrumentations/process/descriptors.ts';
import { observed } from '../runtime/observed.ts';

const COUNT = 'process.unix.file_descriptor.count';
const descriptors = observed(descriptorsObserver);

describe.runIf(process.platform === 'linux')('file descriptors', () => {
  it('are counted exactly, without the ones that counting uses', async () => {
    expect(await descriptors.value(COUNT)).toBe(readdirSync('/proc/self/fd').length - 1);
  });

  it('follow what the app opens and closes', async () => {
    const before = await descriptors.value(COUNT);
    const opened = Array.from({ length: 10 }, () => openSync('/dev/null', 'r'));
    expect(await descriptors.value(COUNT)).toBe(before + opened.length);
    for (const descriptor of opened) closeSync(descriptor);
    expect(await descriptors.value(COUNT)).toBe(before);
  });

  it('have the soft limit that children inherit', async () => {
    const limit = execFileSync('sh', ['-c', 'ulimit -S -n'], { encoding: 'utf8' }).trim();
    const expected = limit === 'unlimited' ? [] : [Number(limit)];
    const series = await descriptors.series('process.unix.file_descriptor.limit');
    expect(series.map(({ value }) => value)).toEqual(expected);
  });
});
