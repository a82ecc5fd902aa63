import type { Call, Command } from '../command.ts';
import { DOCTOR_OPTIONS, MOST_FILES, readOptions } from '../doctor/options.ts';
import { renderReport, summarize } from '../doctor/report.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check an app and what watches it, and say what to do',
  usage: '[--url <url>] [--prometheus <url>] [options] [-- <program>]',
  details:
    'Looks at the endpoint from outside and, by what the agent tells of itself, from inside; at Prometheus, its configuration, rules and dashboards where they are given. With a program after -- it starts that with the agent in it, checks it and stops it again. It changes nothing. Exit code 1 where a check fails.',
  options: DOCTOR_OPTIONS,
  positionals: { max: MOST_FILES },
  takesProgram: true,
  examples: [
    'otel-metrics doctor',
    'otel-metrics doctor -- node app.js',
    'otel-metrics doctor --url http://localhost:9464 --prometheus http://localhost:9090',
    'otel-metrics doctor --prometheus-config prometheus.yml --rules rules/*.yml --dashboards grafana/',
  ],
  run: runDoctor,
};

async function runDoctor(call: Call): Promise<number> {
  const stops: (() => Promise<void>)[] = [];
  try {
    return await check(call, stops);
  } finally {
    for (const stop of stops) await stop();
  }
}

async function check(call: Call, stops: (() => Promise<void>)[]): Promise<number> {
  const { out, json, signal } = call;
  // With parsers of YAML and PromQL, which the help of all commands has no use for.
  const [{ examine }, { gather }] = await Promise.all([
    import('../doctor/examine.ts'),
    import('../doctor/gather.ts'),
  ]);
  const context = await gather(call, readOptions(call), (stop) => stops.push(stop));
  const findings = await out.during('checking', examine(context));
  if (signal.aborted) return 1;
  const summary = summarize(findings);
  if (json) out.write(`${JSON.stringify({ findings, summary }, undefined, 2)}\n`);
  else out.write(renderReport(findings, out));
  return summary.fail > 0 ? 1 : 0;
}
