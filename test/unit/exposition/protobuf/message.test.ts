import { expect, it } from 'vitest';
import { Message } from '../../../../src/exposition/protobuf/message.ts';
import { SLICE_LENGTH } from '../../../../src/exposition/slice.ts';

it.each([0, 10, SLICE_LENGTH, 3 * SLICE_LENGTH])(
  'a message goes back to what it was, after %d bytes more',
  (more) => {
    const message = new Message();
    const write = (text: string) => {
      message.wire.text(1, text);
      message.fieldWritten();
    };
    write('a'.repeat(SLICE_LENGTH));
    write('first');
    const before = Buffer.concat(message.chunks);
    const { mark } = message;
    for (let i = 0; i < more; i += 1000) write('b'.repeat(1000));
    message.cutBack(mark);
    expect(Buffer.concat(message.chunks).equals(before)).toBe(true);
    expect(message.length).toBe(before.length);
    write('last');
    expect(Buffer.concat(message.chunks)).toHaveLength(before.length + 6);
  },
);
