import { describe, expect, test } from 'vitest';
import { Steps } from '../../../scripts/demo/steps.ts';

function record() {
  const written: string[] = [];
  const interruption = new AbortController();
  const out = { isTTY: false, write: (text: string) => written.push(text) };
  return { written, interruption, steps: new Steps(out, interruption.signal) };
}

describe('Steps', () => {
  test('one line per step, with its time and its result', async () => {
    const { steps, written } = record();
    await expect(
      steps.run(
        'database',
        () => 5432,
        (port) => `port ${port}`,
      ),
    ).resolves.toBe(5432);
    expect(written.join('')).toMatch(/^ {2}ok database +0\.0 s {2}port 5432\n$/);
  });

  test('a step that fails is marked, and its error passed on', async () => {
    const { steps, written } = record();
    const failing = steps.run('database', () => Promise.reject(new Error('no disk')));
    await expect(failing).rejects.toThrow('no disk');
    expect(written.join('')).toMatch(/^ {2}-- database +0\.0 s/);
  });

  test('none begins after an interruption', async () => {
    const { steps, written, interruption } = record();
    interruption.abort();
    await expect(steps.run('database', () => 5432)).rejects.toThrow('aborted');
    expect(written).toEqual([]);
  });
});
