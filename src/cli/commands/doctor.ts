import type { Command } from '../command.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: '',
  usage: '',
  options: {},
  examples: [],
  run: () => Promise.resolve(0),
};
