import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { answers } from './http-ready.ts';
import { ManagedProcess } from './managed-process.ts';
import { freePort } from './ports.ts';

/** What the demo asks Prometheus: each query has to return data. */
export const QUERIES: Readonly<Record<string, string>> = {
  'target is up': 'up == 1',
  'request rate': 'sum(rate(http_server_request_duration_seconds_count[10s])) > 0',
  'p95 per route':
    'histogram_quantile(0.95, sum by (http_route, le) (rate(http_server_request_duration_seconds_bucket[10s]))) > 0',
  'error ratio':
    'sum(rate(http_server_request_duration_seconds_count{error_type!=""}[10s])) / sum(rate(http_server_request_duration_seconds_count[10s])) >= 0',
  'query time per table':
    'sum by (db_collection_name) (rate(db_client_operation_duration_seconds_sum[10s])) > 0',
  'pool connections': 'sum by (db_client_connection_state) (db_client_connection_count) >= 0',
  'event loop delay': 'nodejs_eventloop_delay_p99_seconds > 0',
};

const DEFAULT_PORT = 9090;
/** A rate needs two scrapes; a loaded machine gets time for some more. */
const ANSWER_DEADLINE_MS = 10_000;
const ASK_AGAIN_MS = 500;

/** A Prometheus of the demo's own, with its data in a temporary folder. */
export class Prometheus implements AsyncDisposable {
  readonly url: string;
  readonly #process: ManagedProcess;
  readonly #folder: string;

  private constructor(url: string, process: ManagedProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /** Starts `binary`, pointed at the metrics endpoint, and waits until it is ready. */
  static async start(
    binary: string,
    metricsPort: number,
    signal: AbortSignal,
  ): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'otel-metrics-demo-prometheus-'));
    const address = `localhost:${await freePort(DEFAULT_PORT)}`;
    const url = `http://${address}`;
    await writeFile(join(folder, 'prometheus.yml'), configuration(metricsPort));
    const process = launch(binary, folder, address);
    try {
      await process.startedWhen(() => answers(`${url}/-/ready`), signal);
      return new Prometheus(url, process, folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Names of the queries that return nothing, given time for some scrapes unless interrupted. */
  async unanswered(interrupted: AbortSignal): Promise<readonly string[]> {
    const deadline = performance.now() + ANSWER_DEADLINE_MS;
    for (;;) {
      const answers = await Promise.all(Object.values(QUERIES).map((query) => this.#query(query)));
      const silent = Object.keys(QUERIES).filter((_, index) => answers[index] === 0);
      const over = interrupted.aborted || performance.now() > deadline;
      if (silent.length === 0 || over) return silent;
      await delay(ASK_AGAIN_MS);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** How many series the query returns. */
  async #query(query: string): Promise<number> {
    const response = await fetch(`${this.url}/api/v1/query?${new URLSearchParams({ query })}`);
    const answer = (await response.json()) as { data?: { result?: unknown[] }; error?: string };
    if (answer.error !== undefined) throw new Error(`Prometheus refused a query: ${answer.error}`);
    return answer.data?.result?.length ?? 0;
  }
}

function launch(binary: string, folder: string, address: string): ManagedProcess {
  return new ManagedProcess({
    name: 'Prometheus',
    file: binary,
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    cwd: folder,
    env: process.env,
  });
}

function configuration(metricsPort: number): string {
  return `global:
  scrape_interval: 1s
scrape_configs:
  - job_name: orders
    static_configs:
      - targets: ['localhost:${metricsPort}']
`;
}
