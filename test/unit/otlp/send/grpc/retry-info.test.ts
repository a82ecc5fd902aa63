import fc from 'fast-check';
import { expect, it } from 'vitest';
import { retryDelay } from '../../../../../src/otlp/send/grpc/retry-info.ts';

const field = (number: number, bytes: Buffer) =>
  Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
const detail = (type: string, value: Buffer) =>
  field(3, Buffer.concat([field(1, Buffer.from(type)), field(2, value)]));
const delay = (...duration: number[]) => field(1, Buffer.from(duration));
const INFO = 'type.googleapis.com/google.rpc.RetryInfo';

it.each([
  ['seconds', detail(INFO, delay(0x08, 7)), 7000],
  [
    'seconds and a fraction',
    detail(INFO, delay(0x08, 0xac, 0x02, 0x10, 0x80, 0xca, 0xb5, 0xee, 0x01)),
    300_500,
  ],
  [
    'one among other details',
    Buffer.concat([detail('other', Buffer.alloc(2)), detail(INFO, delay(0x08, 1))]),
    1000,
  ],
  ['one without a delay', detail(INFO, Buffer.alloc(0)), 0],
  ['other details alone', detail('other', delay(0x08, 7)), undefined],
  ['nothing', Buffer.alloc(0), undefined],
  ['what is no bytes', 'text', undefined],
  ['nothing at all', undefined, undefined],
])('of %s', (_what, status, expected) => {
  expect(retryDelay(status)).toBe(expected);
});

it('of whatever bytes throws nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      retryDelay(Buffer.from(bytes));
      retryDelay(detail(INFO, Buffer.from(bytes)));
    }),
  );
});
