import { expect, it, vi } from 'vitest';
import { mayUseNetwork } from '../../../src/server/network-permission.ts';

const FLAGS = new Set(['--allow-net']);

it.each([
  ['without the permission model', undefined, FLAGS, true],
  ['with --allow-net', true, FLAGS, true],
  ['without --allow-net', false, FLAGS, false],
  ['of a version that restricts no network, whatever it says', false, new Set<string>(), true],
])('a Node %s opens ports or not', (_, has, allowedNodeEnvironmentFlags, expected) => {
  const permission = has === undefined ? undefined : { has: () => has };
  expect(mayUseNetwork({ permission, allowedNodeEnvironmentFlags })).toBe(expected);
});

it('took 0.4 ms of every start to make a set of flags that nobody asked for', () => {
  const allowed = vi.fn(() => FLAGS);
  const source = {
    get allowedNodeEnvironmentFlags() {
      return allowed();
    },
  };
  expect(mayUseNetwork(source)).toBe(true);
  expect(allowed).not.toHaveBeenCalled();
});
