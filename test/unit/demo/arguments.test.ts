import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../scripts/command.ts';
import { parseArguments } from '../../../scripts/demo/arguments.ts';

const DEFAULTS = { seconds: undefined, port: 9464, rate: 30, prometheus: true, help: false };

describe('parseArguments', () => {
  test.each([
    [[], DEFAULTS],
    [['--seconds', '20'], { ...DEFAULTS, seconds: 20 }],
    [
      ['--seconds=20', '--port=9500', '--rate', '5'],
      { ...DEFAULTS, seconds: 20, port: 9500, rate: 5 },
    ],
    [['--no-prometheus'], { ...DEFAULTS, prometheus: false }],
    [['-h'], { ...DEFAULTS, help: true }],
  ])('%j', (args, expected) => {
    expect(parseArguments(args)).toEqual(expected);
  });

  test.each([
    [['--seconds', '2'], "--seconds '2' is not a whole number from 3 to 86400"],
    [['--seconds', '1.5'], "--seconds '1.5' is not a whole number from 3 to 86400"],
    [['--seconds', ''], "--seconds '' is not a whole number from 3 to 86400"],
    [['--port', '70000'], "--port '70000' is not a whole number from 1 to 65535"],
    [['--rate', 'many'], "--rate 'many' is not a whole number from 1 to 500"],
    [['--fast'], "Unknown option '--fast'; see --help"],
    [['20'], "Unexpected argument '20'; see --help"],
    [['--seconds'], "Option '--seconds <value>' argument missing; see --help"],
  ])('%j is refused in one line', (args, message) => {
    expect(() => parseArguments(args)).toThrow(new UsageError(message));
  });
});
