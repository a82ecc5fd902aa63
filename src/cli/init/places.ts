import type { Fit } from '../fit.ts';

/** Where the servers of an installation find each other. */
export interface Places {
  /** The app, as Prometheus reaches it. */
  readonly app: string;
  readonly prometheus: string;
  readonly nodeExporter: string;
  readonly alertmanager: string;
  /** Of the token that the endpoint wants, as Prometheus sees the file; absent where it wants none. */
  readonly tokenFile?: string;
}

export type Runtime = 'compose' | 'host';

/** The file on this machine, and where containers have it. */
export const TOKEN_IN_CONTAINER = '/etc/prometheus/token';

/** In containers each server has a name, and this machine has one for them. */
export function placesOf(runtime: Runtime, { target }: Fit, tokenFile?: string): Places {
  if (runtime === 'host') {
    return {
      ...{ app: target, prometheus: 'localhost:9090', nodeExporter: 'localhost:9100' },
      ...{ alertmanager: 'localhost:9093' },
      ...(tokenFile !== undefined && { tokenFile }),
    };
  }
  return {
    ...{ app: fromContainers(target), prometheus: 'localhost:9090' },
    ...{ nodeExporter: 'host.docker.internal:9100', alertmanager: 'alertmanager:9093' },
    ...(tokenFile !== undefined && { tokenFile: TOKEN_IN_CONTAINER }),
  };
}

/** What is on this machine's loopback is, for a container, on the machine that runs it. */
function fromContainers(target: string): string {
  return target.replace(/^(localhost|127(\.\d+){3}|\[::1\])(?=:\d+$)/, 'host.docker.internal');
}
