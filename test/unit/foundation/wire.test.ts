import fc from 'fast-check';
import protobuf from 'protobufjs';
import { expect, it } from 'vitest';
import { Wire } from '../../../src/foundation/wire.ts';

type Field = (wire: Wire, oracle: protobuf.Writer) => void;

const number = fc.integer({ min: 1, max: 40 });
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'a'.repeat(39), 'a'.repeat(41), 'b'.repeat(127), 'ü'.repeat(64), '\ud800'),
);
const whole = fc.oneof(
  fc.nat(),
  fc.constantFrom(0, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER),
);
const whole64 = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(-1, -127, -128, -129, -(2 ** 31), -(2 ** 32), -(2 ** 53), -(2 ** 63), 2 ** 62),
);
const field: fc.Arbitrary<Field> = fc.letrec<{ field: Field; message: Field }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(number, whole).map(
      ([field, value]): Field =>
        (wire, oracle) => {
          wire.uint(field, value);
          oracle.uint32(field * 8).uint64(value);
        },
    ),
    fc.tuple(number, fc.maxSafeInteger()).map(
      ([field, any]): Field =>
        (wire, oracle) => {
          const value = Math.trunc(any / 2);
          wire.sint(field, value);
          oracle.uint32(field * 8).sint64(value);
        },
    ),
    fc.tuple(number, whole64).map(
      ([field, value]): Field =>
        (wire, oracle) => {
          wire.int(field, value);
          oracle.uint32(field * 8).int64(String(BigInt(value)));
        },
    ),
    fc.tuple(number, fc.double()).map(
      ([field, value]): Field =>
        (wire, oracle) => {
          wire.double(field, value);
          oracle.uint32(field * 8 + 1).double(value);
        },
    ),
    fc.tuple(number, text).map(
      ([field, value]): Field =>
        (wire, oracle) => {
          wire.text(field, value);
          oracle.uint32(field * 8 + 2).string(value.toWellFormed());
        },
    ),
    tie('message'),
  ),
  message: fc.tuple(number, fc.array(tie('field'), { maxLength: 8 })).map(
    ([field, fields]): Field =>
      (wire, oracle) => {
        const at = wire.begin(field);
        oracle.uint32(field * 8 + 2).fork();
        for (const write of fields) write(wire, oracle);
        wire.end(at);
        oracle.ldelim();
      },
  ),
})).field;

it('fields are written as protobufjs writes them', () => {
  fc.assert(
    fc.property(fc.array(field, { maxLength: 20 }), (fields) => {
      const wire = new Wire();
      const oracle = protobuf.Writer.create();
      for (const write of fields) write(wire, oracle);
      expect(Buffer.compare(wire.bytes, oracle.finish())).toBe(0);
    }),
  );
});

it.each([100, 127, 128, 16_383, 16_384, 100_000, 3_000_000])(
  'a text of %d bytes has its length before it',
  (length) => {
    const wire = new Wire();
    wire.text(1, 'x'.repeat(length));
    const oracle = protobuf.Writer.create().uint32(10).string('x'.repeat(length)).finish();
    expect(Buffer.compare(wire.bytes, oracle)).toBe(0);
  },
);

it('what was taken stays as it is', () => {
  const wire = new Wire();
  wire.text(1, 'first');
  const taken = wire.take();
  const before = Buffer.from(taken);
  wire.text(1, 'other');
  expect(Buffer.compare(taken, before)).toBe(0);
});
