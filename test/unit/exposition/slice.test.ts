import { expect, it, vi } from 'vitest';
import { StablePiece } from '../../../src/exposition/slice.ts';

it('a stable piece keeps its text no longer than until it is taken', () => {
  const write = vi.fn(() => ['a 1\n']);
  const piece = new StablePiece(write);
  expect(piece.texts()).toEqual(['a 1\n']);
  expect(write).toHaveBeenCalledTimes(1);
  expect(piece.texts()).toEqual(['a 1\n']);
  expect(write).toHaveBeenCalledTimes(2);
});

it('a stable piece that cannot be written says so when it is made', () => {
  const fail = () => {
    throw new Error('no');
  };
  expect(() => new StablePiece(fail)).toThrow('no');
});
