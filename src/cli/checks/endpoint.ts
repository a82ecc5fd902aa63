import type { Context, EndpointView } from '../doctor/context.ts';
import { type Check, fail, ok, skip, type Verdict } from '../doctor/finding.ts';

/** Whether the page can be had from here. */
export const endpointCheck: Check = {
  id: 'endpoint',
  title: 'The endpoint answers',
  group: 'Endpoint',
  run: (context) => [verdictOf(context)],
};

const START =
  'start the app with the agent: node --import @acme/otel-metrics/register app.js, or NODE_OPTIONS=--import=@acme/otel-metrics/register npm start';

function verdictOf(context: Context): Verdict {
  const { endpoint, page, program } = context;
  const { outcome } = endpoint;
  const url = endpoint.origin + endpoint.path;
  if (outcome.state === 'page') {
    const count = page?.page.metrics.size ?? 0;
    return ok(`${url} answers: ${count} metrics in ${outcome.seconds.toFixed(2)} s`);
  }
  if (program?.end !== undefined) return skip('the program has ended, so there is no endpoint');
  switch (outcome.state) {
    case 'unreachable':
      return fail(`${url}: ${outcome.why}`, unreachableFix(context, outcome.code));
    case 'status':
      return refusal(context, outcome);
    case 'no-page':
      return fail(
        `${url} is no page of metrics: ${outcome.why}`,
        `give the address of the metrics, as ${endpoint.origin}/metrics; where that is what was asked, another program has the port`,
      );
  }
}

function unreachableFix({ program, endpoint }: Context, code: string): string {
  if (code === 'ENOTFOUND') return 'look for a slip in the host name, or add it to /etc/hosts';
  if (/^(EPROTO|ERR_SSL)/.test(code)) return `ask http://${endpoint.host}:${endpoint.port}/metrics`;
  if (code !== 'ECONNREFUSED') {
    return 'look whether the app still runs, and whether a firewall or a proxy is between';
  }
  if (program !== undefined) {
    return 'the program runs, and no agent of this package serves in it: something empties NODE_OPTIONS, or OTEL_METRICS_EXPORTER or ACME_METRICS_ENABLED says no';
  }
  return `${START}; where it listens elsewhere, give --url <its address>: the port is that of OTEL_EXPORTER_PROMETHEUS_PORT`;
}

interface Refusal {
  readonly status: number;
  readonly text: string;
}

function refusal({ endpoint, tokenFile }: Context, { status, text }: Refusal): Verdict {
  const url = endpoint.origin + endpoint.path;
  switch (status) {
    case 401:
      return tokenFile === undefined
        ? fail(
            `${url} wants a token (HTTP 401)`,
            'give its file with --token-file <file>; the app has it from ACME_METRICS_BEARER_TOKEN_FILE',
          )
        : fail(
            `${url} refuses the token in ${tokenFile} (HTTP 401)`,
            'the file has to have the same token as the one that ACME_METRICS_BEARER_TOKEN_FILE of the app names',
          );
    case 421:
      return fail(
        `${url} is not served under the name ${endpoint.host} (HTTP 421)`,
        `ACME_METRICS_ALLOWED_HOSTS=${endpoint.host}`,
      );
    case 503:
      return fail(
        `${url} serves nothing now (HTTP 503: ${text})`,
        'where a token is configured, its file has to be readable by the app and not empty',
      );
    default:
      return fail(`${url} answers HTTP ${status}${detailOf(text)}`, statusFix(endpoint, status));
  }
}

function detailOf(text: string): string {
  return text === '' || text.startsWith('<') ? '' : `: ${text}`;
}

function statusFix({ origin }: EndpointView, status: number): string {
  if (status >= 300 && status < 400) return 'give the address that it redirects to';
  return `the metrics of the agent are at ${origin}/metrics; where that is what was asked, another program has the port`;
}
