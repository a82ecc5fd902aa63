import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryObserver } from '../../../../src/instrumentations/process/memory.ts';
import { observed } from '../runtime/observed.ts';

const memory = observed(memoryObserver);
const MEBIBYTE = 2 ** 20;

describe('memory', () => {
  it('by type is what process.memoryUsage() says', async () => {
    const series = await memory.series('nodejs.memory.usage');
    const usage: Record<string, number> = { ...process.memoryUsage() };
    for (const { attributes, value } of series) {
      expect(value / (usage[String(attributes.type)] ?? 0)).toBeCloseTo(1, 0);
    }
  });

  it('in buffers grows by what the app allocates', async () => {
    const before = await memory.value('nodejs.memory.usage', 'arrayBuffers');
    const buffer = Buffer.alloc(64 * MEBIBYTE);
    const after = await memory.value('nodejs.memory.usage', 'arrayBuffers');
    expect(after - before).toBeGreaterThanOrEqual(buffer.length - MEBIBYTE);
  });

  it.runIf(process.platform === 'linux')('is what the kernel counts', async () => {
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    const usage = await memory.value('process.memory.usage');
    expect(usage / (Number(resident?.[1]) * 1024)).toBeCloseTo(1, 1);
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // The name in parentheses may hold spaces; vsize, in bytes, is the 21st field after it.
    const virtualBytes = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[20]);
    expect((await memory.value('process.memory.virtual')) / virtualBytes).toBeCloseTo(1, 1);
  });
});
