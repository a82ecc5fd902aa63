import { loadConfig } from '../../config/load.ts';
import { type Asked, ask, isAnswered } from '../ask.ts';
import { optionOf } from '../doctor/app/agent-answer.ts';
import { connects } from '../doctor/connects.ts';
import type { Context } from '../doctor/context.ts';
import { type Check, fail, ok, skip, type Verdict, warn } from '../doctor/finding.ts';
import { withoutAgent } from '../doctor/without-agent.ts';

const DEFAULTS: Readonly<Record<string, string>> = { grpc: 'http://localhost:4317' };
const DEFAULT = 'http://localhost:4318/v1/metrics';
const ENDPOINT = 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT';

/** Whether the collector that is pushed to answers, as seen from here. */
export const otlpCheck: Check = {
  id: 'otlp',
  title: 'The OTLP endpoint answers',
  group: 'Endpoint',
  async run(context): Promise<readonly Verdict[]> {
    const { agent } = context;
    if (agent === undefined) return [skip(withoutAgent(context))];
    const exporters = [optionOf(agent, 'exporters')].flat();
    if (!exporters.includes('otlp')) return [skip('nothing is pushed: exporters has no otlp')];
    const protocol = String(optionOf(agent, 'otlpProtocol'));
    const url = URL.parse(
      String(optionOf(agent, 'otlpEndpoint') || (DEFAULTS[protocol] ?? DEFAULT)),
    );
    if (url === null) return [skip('the address of the collector is not known')];
    return [await (protocol === 'grpc' ? connected(url) : posted(url, protocol, context))];
  },
};

/** gRPC wants HTTP/2; whether somebody is there is all that can be said. */
async function connected(url: URL): Promise<Verdict> {
  const problem = await connects(url);
  return problem === undefined
    ? ok(`${url.host} takes connections, for gRPC, from this machine`)
    : unreachable(url, problem);
}

/** A request without metrics is a valid one. */
async function posted(
  url: URL,
  protocol: string,
  { env, folder, signal }: Context,
): Promise<Verdict> {
  const isJson = protocol === 'http/json';
  // What the app has is hidden in its report; where it was started from here it is the same.
  const { otlpHeaders } = loadConfig({ env, folder }).config;
  const answer = await ask(url.href, {
    method: 'POST',
    signal,
    body: isJson ? '{}' : new Uint8Array(),
    headers: {
      ...otlpHeaders,
      'content-type': isJson ? 'application/json' : 'application/x-protobuf',
    },
  });
  return isAnswered(answer) ? statusVerdict(url, answer) : unreachable(url, answer.why);
}

function statusVerdict(url: URL, { status }: Asked): Verdict {
  const place = url.origin + url.pathname;
  if (status < 300) return ok(`${place} answers HTTP ${status}, from this machine`);
  if (status === 401 || status === 403) {
    return warn(
      `${place} answers HTTP ${status} to a request without the app's headers`,
      'look whether the app has them: OTEL_EXPORTER_OTLP_METRICS_HEADERS=authorization=Bearer%20<token>',
    );
  }
  const fix =
    status === 404 || status === 405
      ? `the path of a receiver is /v1/metrics: ${ENDPOINT}=${url.origin}/v1/metrics`
      : 'look at what the collector writes';
  return fail(`${place} answers HTTP ${status} to an empty push`, fix);
}

function unreachable(url: URL, why: string): Verdict {
  return fail(
    `the collector at ${url.host} cannot be reached from this machine: ${why}`,
    `start it, or say where it is: ${ENDPOINT}=http://<host>:4318/v1/metrics; without one take otlp out of OTEL_METRICS_EXPORTER`,
  );
}
