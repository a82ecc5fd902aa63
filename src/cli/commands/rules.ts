import { type Call, type Command, CommandFailure } from '../command.ts';
import { FIT_OPTIONS, readFit } from '../fit-options.ts';
import { legible } from '../legible.ts';
import { buildAlerts, buildRecordings } from '../rules/build-rules.ts';
import { renderAllRules, renderRules } from '../rules/render-rules.ts';
import { toPlain } from '../rules/rule-file.ts';

const GROUPS = ['alerts', 'recording'] as const;

type Group = (typeof GROUPS)[number];

export const rulesCommand: Command = {
  name: 'rules',
  summary: 'write alert and recording rules for Prometheus',
  usage: '[--from <url>] [--only alerts|recording]',
  details:
    'Thresholds are the numbers in the expr of each alert: change them in the file. docs/alerts.md has them all, with what each alert means, what to do about it and how to tune it. With --from rules for metrics that the app does not have are left out; a comment says which.',
  options: {
    ...FIT_OPTIONS,
    only: {
      type: 'string',
      placeholder: '<alerts|recording>',
      help: 'one of the two; default: both, in one file',
    },
  },
  examples: [
    'otel-metrics rules > rules.yml',
    'otel-metrics rules --from localhost:9464 --job shop --only alerts > alert_rules.yml',
  ],
  async run(call) {
    const only = readOnly(call);
    const fit = await readFit(call);
    if (call.json) {
      const files = {
        ...(only === 'alerts' ? {} : { recording: toPlain(buildRecordings(fit)) }),
        ...(only === 'recording' ? {} : { alerts: toPlain(buildAlerts(fit)) }),
      };
      call.out.write(`${JSON.stringify(files, undefined, 2)}\n`);
    } else if (only === undefined) {
      call.out.write(renderAllRules(fit));
    } else {
      const { alerts, recordings } = renderRules(fit);
      call.out.write(only === 'alerts' ? alerts : recordings);
    }
    return 0;
  },
};

function readOnly({ values }: Call): Group | undefined {
  const { only } = values;
  if (only === undefined) return undefined;
  const group = GROUPS.find((name) => name === only);
  if (group === undefined) {
    throw new CommandFailure(`--only '${legible(String(only))}' is not ${GROUPS.join(' or ')}`, 2);
  }
  return group;
}
