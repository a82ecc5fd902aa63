import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cutTo, fitted, widthOf } from '../../../src/cli/text-width.ts';

describe('widthOf', () => {
  it.each([
    ['', 0],
    ['heap', 4],
    ['주문', 4],
    ['注文', 4],
    ['é', 1],
    ['µs', 2],
    ['😀', 2],
    ['▁█', 2],
  ])('%s takes %i cells', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });
});

describe('cutTo', () => {
  it.each([
    ['heap', 4, 'heap'],
    ['heap used', 6, 'heap …'],
    ['주문 접수', 4, '주…'],
    ['heap', 1, '…'],
    ['heap', 0, ''],
  ])('%s in %i cells', (text, width, expected) => {
    expect(cutTo(text, width)).toBe(expected);
  });
});

test('a fitted text takes exactly its cells', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', ' ', '주', '😀', 'e\u0301', '…') });
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 30 }), fc.boolean(), (text, width, isRight) => {
      expect(widthOf(fitted(text, width, isRight ? 'right' : 'left'))).toBe(width);
    }),
  );
});
