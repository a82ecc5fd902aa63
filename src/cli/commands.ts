import type { Command } from './command.ts';

/** Every command, in the order of the help. Each is loaded when it is called: the help needs none. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  init: async () => (await import('./commands/init.ts')).initCommand,
  dashboards: async () => (await import('./commands/dashboards.ts')).dashboardsCommand,
  rules: async () => (await import('./commands/rules.ts')).rulesCommand,
  'scrape-config': async () => (await import('./commands/scrape-config.ts')).scrapeConfigCommand,
  metrics: async () => (await import('./commands/metrics.ts')).metricsCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
};
