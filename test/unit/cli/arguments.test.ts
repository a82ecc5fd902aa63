import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments.ts';
import { type Command, CommandFailure } from '../../../src/cli/command.ts';

const COMMAND: Command = {
  name: 'look',
  summary: '',
  usage: '',
  options: {
    url: { type: 'string', placeholder: '<url>', help: '' },
    changed: { type: 'boolean', help: '' },
    word: { type: 'string', multiple: true, short: 'w', help: '' },
    sort: { type: 'string', default: 'page', help: '' },
  },
  positionals: { max: 2 },
  examples: [],
  run: async () => 0,
};
const RUNNER: Command = { ...COMMAND, positionals: { max: 0 }, takesProgram: true };

describe('what is typed', () => {
  it.each([
    [[], { sort: 'page' }, []],
    [['--url', '9464'], { url: '9464', sort: 'page' }, []],
    [['--url=http://a?b=c'], { url: 'http://a?b=c', sort: 'page' }, []],
    [['heap', '--changed', 'used'], { changed: true, sort: 'page' }, ['heap', 'used']],
    [['-w', 'a', '--word', 'b'], { word: ['a', 'b'], sort: 'page' }, []],
    [['--sort', 'name', '--', '--url'], { sort: 'name' }, ['--url']],
  ])('%j', (args, values, positionals) => {
    expect(parseArguments(COMMAND, args)).toEqual({
      ...{ values, positionals, program: [], json: false, help: false },
    });
  });

  it('has --json and --help for each command', () => {
    expect(parseArguments(COMMAND, ['--json'])).toMatchObject({ json: true, help: false });
    expect(parseArguments(COMMAND, ['-h', 'a', 'b', 'c'])).toMatchObject({ help: true });
  });

  it.each([
    [['--', 'node', 'app.js', '--url', 'x'], {}, ['node', 'app.js', '--url', 'x']],
    [['--url', '1', '--', 'node', '--', '-h'], { url: '1' }, ['node', '--', '-h']],
    [['--'], {}, []],
  ])('the program of %j', (args, values, program) => {
    expect(parseArguments(RUNNER, args)).toMatchObject({ values, program, help: false });
  });
});

describe('what is wrong is said in a line', () => {
  it.each([
    [['--ulr', 'x'], 'look: there is no option --ulr. Did you mean --url?'],
    [['--xyzzy'], 'look: there is no option --xyzzy. See'],
    [['-q'], 'look: there is no option -q. See'],
    [['--\u001b[2J'], String.raw`look: there is no option --\x1b[2J. See`],
    [['--url'], 'look: --url needs a value: --url <url>. See'],
    [['--url', '--changed'], 'look: --url needs a value'],
    [['--url='], 'look: --url needs a value'],
    [['--changed=no'], 'look: --changed takes no value'],
    [['--no-changed'], 'look: there is no option --no-changed. Did you mean --changed?'],
    [['--constructor'], 'look: there is no option --constructor. See'],
    [['a', 'b', 'c\nd'], String.raw`look: it takes 2 words at the most, not 'c\nd'. See`],
  ])('%j', (args, message) => {
    const parse = () => parseArguments(COMMAND, args);
    expect(parse).toThrow(CommandFailure);
    expect(parse).toThrow(message);
    expect(parse).toThrow(/See otel-metrics look --help$/);
  });

  it('where a command takes no words', () => {
    expect(() => parseArguments(RUNNER, ['node', 'app.js'])).toThrow(
      "look: it takes options only, not 'node'",
    );
  });
});
