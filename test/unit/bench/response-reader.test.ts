import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ResponseReader } from '../../bench/harness/response-reader.ts';

const answer = (body: string, header = 'Content-Length') =>
  `HTTP/1.1 200 OK\r\n${header}: ${body.length}\r\nDate: now\r\n\r\n${body}`;

const whole = [answer('ok'), answer(''), answer('x'.repeat(50), 'content-length')].join('');

test('finds every answer, however the bytes arrive', () => {
  const cuts = fc.uniqueArray(fc.nat(whole.length), { maxLength: 20 });
  fc.assert(
    fc.property(cuts, (positions) => {
      const reader = new ResponseReader();
      const edges = [0, ...positions.toSorted((a, b) => a - b), whole.length];
      const completed = edges.map((from, index) =>
        reader.take(Buffer.from(whole.slice(from, edges[index + 1] ?? whole.length))),
      );
      expect(completed.reduce((sum, count) => sum + count)).toBe(3);
    }),
  );
});

test.each([
  ['a failure', 'HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n'],
  ['an answer without a length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
])('%s is refused', (_name, text) => {
  expect(() => new ResponseReader().take(Buffer.from(text))).toThrow('unexpected answer');
});
