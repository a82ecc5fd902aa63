import { type App, freePort, startApp } from './app-process.ts';
import type { LedgerSeries } from './ledger.ts';

/** The app that records a bit of everything, and what its page is to say. */
export interface RichApp {
  /** Of its metrics. */
  readonly port: number;
  readonly ledger: readonly LedgerSeries[];
  readonly app: App;
}

export interface RichOptions {
  /** Folder in which the packed package is installed. */
  readonly project: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it records what no sane app records, too. */
  readonly hostile?: boolean;
}

/** Two of its histograms are native by a rule, as the ledger says. */
const RULES = {
  'native.*': { histogram: 'native' },
  'both.*': { histogram: 'both' },
};

export async function startRichApp({ project, env, hostile }: RichOptions): Promise<RichApp> {
  const port = await freePort();
  const app = startApp({
    cwd: project,
    args: [
      ...['--import', '@acme/otel-metrics/register', 'rich.cjs'],
      ...(hostile ? ['hostile'] : []),
    ],
    env: {
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      ACME_METRICS_RULES: JSON.stringify(RULES),
      ...env,
    },
  });
  const [, own] = await app.printed(/listening (\d+)/);
  const ledger = (await (await fetch(`http://127.0.0.1:${own}`)).json()) as LedgerSeries[];
  return { port, ledger, app };
}
