import type { Command } from '../command.ts';

export const scrapeConfigCommand: Command = {
  name: 'scrape-config',
  summary: '',
  usage: '',
  options: {},
  examples: [],
  run: () => Promise.resolve(0),
};
