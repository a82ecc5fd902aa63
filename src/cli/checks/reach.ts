import type { AgentReport } from '../../server/agent-report.ts';
import { isLoopbackName } from '../../server/loopback.ts';
import type { Context } from '../doctor/context.ts';
import { type Check, fail, ok, skip, type Verdict, warn } from '../doctor/finding.ts';
import { bestMatch, isHere, type Place } from '../doctor/prometheus/addresses.ts';

const ALL_ADDRESSES = 'OTEL_EXPORTER_PROMETHEUS_HOST=0.0.0.0';

/** Whether the endpoint is bound to where Prometheus looks for it. */
export const reachCheck: Check = {
  id: 'reach',
  title: 'Prometheus can reach it',
  group: 'Endpoint',
  run(context): readonly Verdict[] {
    const { agent } = context;
    if (agent?.address === undefined)
      return [skip('where it is bound is not known: no agent told it')];
    return [verdictOf(context, agent, agent.address)];
  },
};

function verdictOf(context: Context, agent: AgentReport, bound: Place): Verdict {
  const place = `${bound.host}:${bound.port}`;
  if (!isLoopbackName(bound.host)) return ok(`bound to ${place}`);
  const scraped = scrapedPlace(context, bound);
  if (scraped?.isUp === true) return ok(`bound to ${place}, where Prometheus reaches it`);
  if (scraped !== undefined && !isHere(scraped.host)) {
    return fail(
      `Prometheus asks ${scraped.host}:${scraped.port}, and the app is bound to ${bound.host} only`,
      `${ALL_ADDRESSES}, best with a token: ACME_METRICS_BEARER_TOKEN_FILE=<file>`,
    );
  }
  if (agent.isInContainer && !isChosen(agent)) {
    return warn(
      `the app is in a container and bound to ${bound.host}: nothing outside of the container can reach it`,
      `${ALL_ADDRESSES}; where Prometheus is in the same container or pod, OTEL_EXPORTER_PROMETHEUS_HOST=localhost says that it is meant`,
    );
  }
  return ok(`bound to ${place}: for a Prometheus on the same machine`);
}

interface Scraped extends Place {
  readonly isUp: boolean;
}

/** Where Prometheus looks for the app: as it says itself, else as its configuration does. */
function scrapedPlace({ prometheus, scrapeConfig }: Context, app: Place): Scraped | undefined {
  const target = bestMatch(prometheus?.targets ?? [], app);
  if (target !== undefined) return { ...bare(target), isUp: target.health === 'up' };
  const targets = scrapeConfig?.jobs.flatMap((job) => job.targets) ?? [];
  const written = bestMatch(targets, app);
  return written && { ...bare(written), isUp: false };
}

function bare({ host, port }: Place): Place {
  return { host, port };
}

/** As the agent's own hint has it: who names a host means it. */
function isChosen({ configuration }: AgentReport): boolean {
  return configuration.some(({ name, source }) => name === 'host' && source !== 'default');
}
