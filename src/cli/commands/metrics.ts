import type { Command } from '../command.ts';

export const metricsCommand: Command = {
  name: 'metrics',
  summary: '',
  usage: '',
  options: {},
  examples: [],
  run: () => Promise.resolve(0),
};
