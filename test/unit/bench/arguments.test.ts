import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../scripts/command.ts';
import { parseArguments, writesPage } from '../../bench/arguments.ts';

const DEFAULTS = {
  subjects: [],
  apps: [],
  quick: false,
  json: false,
  write: false,
  tarball: undefined,
  help: false,
};

describe('parseArguments', () => {
  test.each([
    [[], DEFAULTS],
    [['records'], { ...DEFAULTS, subjects: ['records'] }],
    [['size', 'records'], { ...DEFAULTS, subjects: ['records', 'size'] }],
    [['requests', 'express'], { ...DEFAULTS, subjects: ['requests'], apps: ['express'] }],
    [['--quick', '--json', '--write'], { ...DEFAULTS, quick: true, json: true, write: true }],
    [['--package', 'a.tgz'], { ...DEFAULTS, tarball: 'a.tgz' }],
    [['-h'], { ...DEFAULTS, help: true }],
  ])('%j', (args, expected) => {
    expect(parseArguments(args)).toEqual(expected);
  });

  test.each([
    [
      ['speed'],
      "there is no subject 'speed'; allowed are requests, records, scrape, push, live, memory, startup, size, soak; after requests also http, express, fastify",
    ],
    [['express'], "'express' is an app of requests: npm run bench -- requests express"],
    [['records', 'http'], "'http' is an app of requests: npm run bench -- requests http"],
    [['--fast'], "Unknown option '--fast'; see --help"],
    [['--package'], "Option '--package <value>' argument missing; see --help"],
  ])('%j is refused in one line', (args, message) => {
    expect(() => parseArguments(args)).toThrow(new UsageError(message));
  });
});

describe('writesPage', () => {
  test.each([
    [[], true],
    [['--quick'], false],
    [['records'], false],
    [['records', '--write'], true],
    [['--quick', '--write'], true],
  ])('%j: %s', (args, expected) => {
    expect(writesPage(parseArguments(args))).toBe(expected);
  });
});
