import type { Command } from '../command.ts';

export const initCommand: Command = {
  name: 'init',
  summary: '',
  usage: '',
  options: {},
  examples: [],
  run: () => Promise.resolve(0),
};
