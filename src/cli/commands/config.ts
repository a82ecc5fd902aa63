import type { Command } from '../command.ts';

export const configCommand: Command = {
  name: 'config',
  summary: '',
  usage: '',
  options: {},
  examples: [],
  run: () => Promise.resolve(0),
};
