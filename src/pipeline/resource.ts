import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { type PodEnvironment, podEnvironment } from '../config/environment.ts';
import type { Config } from '../config/options.ts';
import { isSecretName } from '../config/secret-names.ts';
import { VERSION } from '../foundation/version.ts';
import { containerId } from './container-id.ts';
import { podAttributes } from './kubernetes.ts';

/** Attributes of the process that produces the metrics. */
export type Resource = Readonly<Record<string, string | number | boolean>>;

/** What the process was started as; an app may change both later. */
export interface Launch {
  /** The app's file. */
  readonly entry: string | undefined;
  /** The working directory. */
  readonly folder: string;
}

/** Where the process runs. */
export interface Surroundings {
  /** What the environment says of its pod, if it runs in one. */
  readonly pod: PodEnvironment | undefined;
  /** The system's folder of folders. */
  readonly root: string;
}

/** The name that the SDK specification gives a service without one. */
const UNKNOWN_SERVICE = 'unknown_service:node';

/**
 * Describes this process from what is at hand: no network probes, no command line, no owner, no
 * paths. `OTEL_RESOURCE_ATTRIBUTES` wins over what is found, `OTEL_SERVICE_NAME` over both.
 */
export function detectResource(
  config: Config,
  launch: Launch,
  { pod, root }: Surroundings = { pod: podEnvironment(), root: '/' },
): Resource {
  const manifest = appManifest(launch);
  const version = manifest?.version;
  const container = containerId(root, pod !== undefined);
  const found: Record<string, string | number | boolean> = {
    'service.name': manifest?.name ?? UNKNOWN_SERVICE,
    ...(version !== undefined && { 'service.version': version }),
    'service.instance.id': randomId(),
    'host.name': hostname(),
    ...(container !== undefined && { 'container.id': container }),
    ...(pod !== undefined && podAttributes(pod, root)),
    'process.pid': process.pid,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.distro.name': '@acme/otel-metrics',
    'telemetry.distro.version': VERSION,
    ...withoutSecrets(config.resourceAttributes),
  };
  if (config.serviceName !== '') found['service.name'] = config.serviceName;
  return Object.freeze(found);
}

function withoutSecrets(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      isSecretName(key) ? '_REDACTED' : value,
    ]),
  );
}

/**
 * A random UUID, on Linux from the kernel: `node:crypto` takes some 5 ms to load, and more than half
 * of that is for other things.
 */
function randomId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/uuid', 'latin1').trim();
  } catch {
    return process.getBuiltinModule('node:crypto').randomUUID();
  }
}

interface Manifest {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}

/**
 * The app's `package.json`: looked for from its entry, then from the working directory. An entry
 * in `node_modules` is a tool that runs the app (`next start`, pm2): the project around it counts.
 */
function appManifest({ entry, folder }: Launch): Manifest | undefined {
  const start = entry?.split(/[\\/]node_modules[\\/]/)[0];
  return (start && nearestManifest(start)) || nearestManifest(folder);
}

/** The first `package.json` with a name on the way up. `start` may be a file: `node .` has none. */
function nearestManifest(start: string): Manifest | undefined {
  let folder = start;
  for (;;) {
    const manifest = readManifest(join(folder, 'package.json'));
    if (manifest?.name !== undefined) return manifest;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

function readManifest(file: string): Manifest | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return { name: textOrNothing(name), version: textOrNothing(version) };
  } catch {
    return undefined;
  }
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
