import type { Command } from '../command.ts';

export const dashboardsCommand: Command = {
  name: 'dashboards',
  summary: '',
  usage: '',
  options: {},
  examples: [],
  run: () => Promise.resolve(0),
};
