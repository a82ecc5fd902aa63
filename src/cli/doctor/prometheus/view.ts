import { type Asked, ask, isAnswered, jsonOf, type Unanswered } from '../../ask.ts';
import { listOf, recordOf, textOf } from '../files/shape.ts';
import { type PrometheusTarget, toTarget } from './target.ts';

/** A Prometheus that was asked. */
export interface PrometheusView {
  /** Without a user or a password. */
  readonly url: string;
  /** Its clock, and that of this machine at the same moment. */
  readonly clock?: { readonly timeMs: number; readonly hereMs: number } | undefined;
  readonly targets: readonly PrometheusTarget[];
  /** Addresses that it found and does not scrape, since a rule of relabelling drops them. */
  readonly dropped: readonly string[];
  readonly rules: readonly LoadedRule[];
  /** Which of these metrics it has. */
  stored(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Label sets of an instant query; none where it fails. */
  query(expression: string): Promise<readonly Sample[]>;
}

export interface Sample {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly value: number;
}

export interface LoadedRule {
  readonly name: string;
  readonly kind: 'alert' | 'record';
  readonly expression: string;
  readonly file: string;
  readonly health: string;
  readonly lastError: string;
}

/** Asks one; a text is why that failed. */
export async function viewPrometheus(
  address: URL,
  signal: AbortSignal,
): Promise<PrometheusView | string> {
  const connection = new Connection(address, signal);
  const targets = await connection.get('targets?state=any');
  if (!isAnswered(targets)) return targets.why;
  const data = dataOf(targets);
  if (data === undefined) return notPrometheus(targets);
  const { activeTargets, droppedTargets } = recordOf(data);
  const rules = dataOf(await connection.get('rules'));
  return {
    url: connection.url,
    clock: await connection.clock(),
    targets: listOf(activeTargets).flatMap(toTarget),
    dropped: listOf(droppedTargets).flatMap(addressOf),
    rules: listOf(recordOf(rules).groups).flatMap(rulesOf),
    stored: (names) => connection.stored(names),
    query: (expression) => connection.query(expression),
  };
}

function notPrometheus({ status }: Asked): string {
  if (status === 401 || status === 403) {
    return `it answers HTTP ${status}: put a user and a password into its address`;
  }
  return `what answers there is no Prometheus (HTTP ${status} to /api/v1/targets)`;
}

/** Names in one query. */
const NAMES_AT_ONCE = 100;

class Connection {
  readonly url: string;
  readonly #base: string;
  readonly #signal: AbortSignal;

  constructor(address: URL, signal: AbortSignal) {
    const path = address.pathname.replace(/\/$/, '');
    this.url = address.origin + path;
    this.#base = `${address.protocol}//${userOf(address)}${address.host}${path}/api/v1/`;
    this.#signal = signal;
  }

  get(path: string): Promise<Asked | Unanswered> {
    return ask(this.#base + path, { signal: this.#signal });
  }

  async query(expression: string): Promise<readonly Sample[]> {
    const answer = await this.get(`query?${new URLSearchParams({ query: expression })}`);
    return listOf(recordOf(dataOf(answer)).result).map((entry) => ({
      labels: recordOf(recordOf(entry).metric),
      value: Number(listOf(recordOf(entry).value)[1]),
    }));
  }

  /** In its own words, since a header of HTTP may be a proxy's and knows whole seconds only. */
  async clock(): Promise<PrometheusView['clock']> {
    const answer = await this.get('query?query=time()');
    const seconds = Number(listOf(recordOf(dataOf(answer)).result)[1]);
    if (!isAnswered(answer) || !Number.isFinite(seconds)) return undefined;
    return { timeMs: seconds * 1000, hereMs: answer.middleMs };
  }

  async stored(names: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let from = 0; from < names.length; from += NAMES_AT_ONCE) {
      const some = names.slice(from, from + NAMES_AT_ONCE).map(escaped);
      const pattern = JSON.stringify(some.join('|'));
      const samples = await this.query(`count by (__name__) ({__name__=~${pattern}})`);
      for (const { labels } of samples) found.add(`${labels.__name__}`);
    }
    return found;
  }
}

function userOf({ username, password }: URL): string {
  return username === '' && password === '' ? '' : `${username}:${password}@`;
}

function escaped(name: string): string {
  return name.replaceAll(/[^\w:]/g, '\\$&');
}

function dataOf(answer: Asked | Unanswered): unknown {
  const { status, data } = recordOf(jsonOf(answer));
  return status === 'success' ? data : undefined;
}

function addressOf(target: unknown): readonly string[] {
  const address = textOf(recordOf(recordOf(target).discoveredLabels).__address__);
  return address === undefined ? [] : [address];
}

function rulesOf(group: unknown): readonly LoadedRule[] {
  const { file, rules } = recordOf(group);
  return listOf(rules).map((rule) => {
    const { name, type, query, health, lastError } = recordOf(rule);
    return {
      name: textOf(name) ?? '',
      kind: type === 'alerting' ? 'alert' : 'record',
      expression: textOf(query) ?? '',
      file: textOf(file) ?? '',
      health: textOf(health) ?? 'unknown',
      lastError: textOf(lastError) ?? '',
    };
  });
}
