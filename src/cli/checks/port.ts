import { isLoopbackName } from '../../server/loopback.ts';
import { describeHolder } from '../doctor/app/port-holder.ts';
import { type Check, fail, ok, skip, type Verdict, warn } from '../doctor/finding.ts';

/** Whether somebody else has the endpoint's port. */
export const portCheck: Check = {
  id: 'port',
  title: 'The port is its own',
  group: 'Endpoint',
  run({ program, endpoint, agent, page }): readonly Verdict[] {
    const { holder, port } = endpoint;
    if (program?.takenPort !== undefined) return [taken(program.takenPort, program.port)];
    if (agent !== undefined) return [ok(`port ${port} is the app's (pid ${agent.pid})`)];
    if (holder !== undefined && !holder.isAgent) {
      return [
        fail(
          `port ${port} is taken by ${describeHolder(holder)}, which is not the app under the agent`,
          `stop it, or give the app another port: OTEL_EXPORTER_PROMETHEUS_PORT=${port + 1}`,
        ),
      ];
    }
    if (program !== undefined) return [ok(`port ${program.port} was free`)];
    if (page !== undefined) return [ok(`port ${port} answers with metrics`)];
    const where = isLoopbackName(endpoint.host)
      ? 'nobody answers there'
      : 'it is not on this machine';
    return [skip(`who has port ${port} is not known: ${where}`)];
  },
};

type Taken = NonNullable<NonNullable<Parameters<Check['run']>[0]['program']>['takenPort']>;

function taken({ port, holder }: Taken, used: number): Verdict {
  const what = `port ${port} is taken by ${describeHolder(holder)}; for this check the app got port ${used}`;
  return holder.isAgent
    ? warn(
        what,
        `if it is the same app, check that one by --url http://localhost:${port}; two on one machine need a port each: OTEL_EXPORTER_PROMETHEUS_PORT=${port + 1}`,
      )
    : fail(what, `stop it, or set another port: OTEL_EXPORTER_PROMETHEUS_PORT=${port + 1}`);
}
