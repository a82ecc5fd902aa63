import type { Command } from '../command.ts';

export const rulesCommand: Command = {
  name: 'rules',
  summary: '',
  usage: '',
  options: {},
  examples: [],
  run: () => Promise.resolve(0),
};
