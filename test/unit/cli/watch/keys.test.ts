import { describe, expect, it } from 'vitest';
import { readKeys } from '../../../../src/cli/watch/keys.ts';
import { afterKey, BEGINNING, type WatchState } from '../../../../src/cli/watch/state.ts';

const PAGE = 10;

/** What the screen shows after these keys. */
function after(input: string, state: WatchState = BEGINNING): unknown {
  return readKeys(input).reduce<unknown>(
    (now, key) => (typeof now === 'string' ? now : afterKey(now as WatchState, key, PAGE)),
    state,
  );
}

describe('the keyboard', () => {
  it.each([
    ['q', 'quit'],
    ['\u0003', 'interrupt'],
    ['/a\u0003', 'interrupt'],
    ['\u001b[B\u001b[B', { ...BEGINNING, offset: 2 }],
    ['\u001bOB\u001b[A\u001b[A', BEGINNING],
    ['\u001b[6~\u001b[6~\u001b[5~', { ...BEGINNING, offset: PAGE }],
    ['\u001b[F\u001b[H', BEGINNING],
    ['\u001b[4~', { ...BEGINNING, offset: Number.MAX_SAFE_INTEGER }],
    ['/heap', { filter: 'heap', isTyping: true, offset: 0 }],
    ['/heap\u007f\u007f\r', { filter: 'he', isTyping: false, offset: 0 }],
    ['/q', { filter: 'q', isTyping: true, offset: 0 }],
    ['/주문\b', { filter: '주', isTyping: true, offset: 0 }],
    ['/heap\r\u001b', BEGINNING],
    ['/heap\u001b', BEGINNING],
    ['\u001b[B/x', { filter: 'x', isTyping: true, offset: 0 }],
    ['xyz\t\u001b[200~\u001b[1;5C\u0000', BEGINNING],
    ['/\u001b[31m\u009b\u202e', { filter: '', isTyping: true, offset: 0 }],
    [`/${'x'.repeat(500)}`, { filter: 'x'.repeat(60), isTyping: true, offset: 0 }],
  ])('%j', (input, expected) => {
    expect(after(input)).toEqual(expected);
  });
});
