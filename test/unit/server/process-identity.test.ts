import { expect, it } from 'vitest';
import { isSelfOrAncestor, ownIdentity } from '../../../src/server/process-identity.ts';

const UNUSED_PID = 2 ** 30;

it.each([
  ['itself', process.pid, true],
  ['its parent', process.ppid, true],
  ['a process that it does not descend from', UNUSED_PID, false],
])('a process knows %s', (_, pid, expected) => {
  expect(isSelfOrAncestor({ ...ownIdentity(), pid })).toBe(expected);
});

it('a process of the same number in another container is none of its ancestors', () => {
  const other = { pid: process.ppid, pidNamespace: 'pid:[1]' };
  expect(isSelfOrAncestor(other)).toBe(false);
});
