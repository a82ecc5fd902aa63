import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runApp } from '../../support/app-process.ts';

const APP = join(import.meta.dirname, 'end-app.ts');
const NOTES = /^(flush now \d|flush \d|flushed)$/gm;

/** An end, and what the last flush did, by its notes. */
async function ended(way: string, ...flush: readonly string[]) {
  const exit = await runApp({ cwd: import.meta.dirname, args: [APP, way, ...flush] });
  const stderr = exit.stderr.replaceAll(NOTES, '').trim();
  return { end: { ...exit, stderr }, notes: exit.stderr.match(NOTES) ?? [] };
}

const FLUSH = ['flush 2', 'flushed'];
const NOW = ['flush now 2'];
/** The first is beside what the app's listener does, and shares its time with the second. */
const TWO_FLUSHES = ['flush 2', 'flush 2', 'flushed', 'flushed'];

/** Ends as they are without us, and what is flushed at each. */
const ENDS: readonly (readonly [string, readonly string[]])[] = [
  ['natural', [...FLUSH, ...NOW]],
  ['exit code', [...FLUSH, ...NOW]],
  ['caught, then natural', [...FLUSH, ...NOW]],
  ['a listener to exit', [...FLUSH, ...NOW]],
  ['a listener to one beforeExit', [...FLUSH, ...NOW]],
  ['a SIGTERM that the app emits itself', [...FLUSH, ...NOW]],
  ['a listener to beforeExit', NOW],
  ['exit in beforeExit', NOW],
  ['exit', NOW],
  ['exit in a promise', NOW],
  ['throw', NOW],
  ['reject', NOW],
  ['SIGTERM', FLUSH],
  ['SIGINT', FLUSH],
  ['SIGTERM, and the loop runs dry', FLUSH],
  ['SIGTERM, and process.kill does nothing', FLUSH],
  ['SIGTERM, and process.kill throws', FLUSH],
  ['SIGTERM, and the methods of the process for listeners throw', FLUSH],
  ['a graceful listener', [...TWO_FLUSHES, ...NOW]],
  ['a listener that exits', ['flush 2', ...NOW]],
  ['a listener that raises the signal where it is alone', TWO_FLUSHES],
  ['two of them', TWO_FLUSHES],
  ['a listener that removes all and raises it', TWO_FLUSHES],
  ['a listener to one that raises it at once', TWO_FLUSHES],
  ['a listener to one that raises it later', TWO_FLUSHES],
  ['a listener to one, and a second one', [...FLUSH, ...FLUSH]],
  ['a listener that ignores it', [...TWO_FLUSHES, ...FLUSH, ...NOW]],
  ['SIGTERM after all listeners were removed', []],
  ['forgotten', []],
];

describe('an end that is watched', () => {
  it.concurrent.each(ENDS)('is as it would have been: %s', async (way, notes) => {
    const [bare, watched] = await Promise.all([ended(way), ended(way, 'delivers')]);
    expect(watched.end).toEqual(bare.end);
    expect(watched.notes).toEqual(notes);
  });

  it.concurrent.each([
    ['natural', 'hangs', ['flush 2']],
    ['natural', 'rejects', ['flush 2', ...NOW]],
    ['natural', 'throws', ['flush 2', ...NOW]],
    ['SIGTERM', 'hangs', ['flush 2']],
    ['SIGTERM twice', 'hangs', ['flush 2']],
    ['SIGTERM', 'rejects', ['flush 2']],
    ['SIGTERM', 'throws', ['flush 2']],
    ['a graceful listener', 'throws', ['flush 2', 'flush 2', ...NOW]],
  ] as const)('takes place: %s, with a flush that %s', async (way, flush, notes) => {
    const [bare, watched] = await Promise.all([ended(way), ended(way, flush)]);
    expect(watched.notes).toEqual(notes);
    const own = /^\[otel-metrics\] the last flush failed.*\n?/gm;
    expect({ ...watched.end, stderr: watched.end.stderr.replaceAll(own, '') }).toEqual(bare.end);
  });
});

describe('a signal that cannot be handled', () => {
  it.concurrent.each([
    ['is raised again where nobody else listens', 'SIGTERM, and a listener to removed ones throws'],
    ['is left to the others', 'a listener, and one to removed ones that throws'],
  ])('%s', async (_what, way) => {
    const [bare, watched] = await Promise.all([ended(way), ended(way, 'delivers')]);
    const { stderr, ...end } = watched.end;
    expect({ ...end, stderr: '' }).toEqual(bare.end);
    expect(stderr).toMatch(/^\[otel-metrics\] the end by a signal failed, .*: broken$/m);
  });
});

describe('while a flush holds the process open', () => {
  it('process.exit ends it, with what is left of the time', async () => {
    const { end, notes } = await ended('exit while it is held open', 'hangs');
    expect(end).toMatchObject({ code: 6, signal: null, stdout: '', stderr: '' });
    expect(notes).toEqual(['flush 2', 'flush now 1']);
  });

  it('a signal ends it when that flush is over', async () => {
    const { end, notes } = await ended('SIGTERM while it is held open', 'delivers');
    expect(end).toMatchObject({ code: null, signal: 'SIGTERM', stdout: '', stderr: '' });
    expect(notes).toEqual(FLUSH);
  });

  it('another signal ends it at once', async () => {
    const { end, notes } = await ended('SIGTERM and SIGINT', 'hangs');
    expect(end).toMatchObject({ code: null, signal: 'SIGINT' });
    expect(notes).toEqual(['flush 2']);
  });

  it('who has begun to listen meanwhile gets the signal', async () => {
    const { end } = await ended('a listener that is added during the flush', 'delivers');
    expect(end).toMatchObject({ code: 0, signal: null });
  });
});
