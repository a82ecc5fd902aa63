// Whether the files of examples/alloy fit each other and the package; Alloy, Docker and Kubernetes
// themselves are not run.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { podEnvironment } from '../../../src/config/environment.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { OPTIONS } from '../../../src/config/options.ts';
import type { KubernetesObject } from '../../support/kubernetes.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/alloy');
const KUBERNETES = readdirSync(join(EXAMPLE, 'kubernetes'));
const MANIFEST = JSON.parse(read('../../package.json')) as Readonly<Record<string, string>> & {
  exports: object;
};

/** Of Node.js, Kubernetes and the example's app; all else is an option of ours. */
const FOREIGN_VARIABLE =
  /^(NODE_OPTIONS|PORT|POD_NAME|POD_UID|POD_NAMESPACE|NODE_NAME|DEPLOYMENT_NAME|CONTAINER_NAME)$/;
const OURS = new Set(
  Object.values(OPTIONS).flatMap(({ env, general }) => (general ? [env, general.env] : [env])),
);

/** Of Prometheus 3 (docs/command-line/prometheus.md). */
const PROMETHEUS_FLAGS = [
  '--config.file',
  '--web.enable-remote-write-receiver',
  '--web.enable-otlp-receiver',
];

interface Service {
  readonly image?: string;
  readonly command?: string | readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile_inline: string };
}

interface HelmValues {
  readonly alloy: {
    readonly extraPorts: readonly { readonly port: number; readonly targetPort: number }[];
  };
}

const ALLOY = withoutComments(read('config.alloy'));
const COMPOSE = (documentsOf('docker-compose.yaml')[0] as { services: Record<string, Service> })
  .services;
const OBJECTS = KUBERNETES.flatMap(
  (file) => documentsOf(`kubernetes/${file}`) as KubernetesObject[],
);
const DEPLOYMENTS = OBJECTS.filter(({ kind }) => kind === 'Deployment');
const INSTRUMENTATION = theOne('Instrumentation');

function read(file: string): string {
  return readFileSync(join(EXAMPLE, file), 'utf8');
}

function documentsOf(file: string): unknown[] {
  return [...parseAllDocuments(read(file))].map((document) => {
    expect(document.errors, file).toEqual([]);
    return document.toJS() as unknown;
  });
}

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, '');
}

function theOne(kind: string): KubernetesObject {
  const [object, ...more] = OBJECTS.filter((candidate) => candidate.kind === kind);
  if (object === undefined || more.length > 0) throw new Error(`not one ${kind}`);
  return object;
}

function portsOfAlloy(): string[] {
  return [...ALLOY.matchAll(/endpoint\s*= "0\.0\.0\.0:(\d+)"/g)].map(([, port = '']) => port);
}

describe('config.alloy', () => {
  const declared = [...ALLOY.matchAll(/^([a-z_.]+) "(\w+)" \{$/gm)].map(
    ([, component, label]) => `${component}.${label}`,
  );
  const referred = [
    ...ALLOY.matchAll(/[[ ,]((?:otelcol|prometheus)\.[\w.]+)\.(input|receiver)\b/g),
  ];

  it('closes what it opens', () => {
    for (const [open, close] of ['{}', '[]'].map((pair) => [...pair] as [string, string])) {
      expect(ALLOY.split(open).length).toBe(ALLOY.split(close).length);
    }
    expect(ALLOY.split('"').length % 2).toBe(1);
  });

  it('receives, converts, scrapes and writes', () => {
    expect(declared.map((name) => name.replace(/\.\w+$/, ''))).toEqual([
      'otelcol.receiver.otlp',
      'otelcol.processor.batch',
      'otelcol.exporter.prometheus',
      'prometheus.scrape',
      'prometheus.remote_write',
    ]);
  });

  it('refers to what it declares, by the export that this has', () => {
    expect(referred).toHaveLength(4);
    for (const [, component = '', exported] of referred) {
      expect(declared).toContain(component);
      expect(exported).toBe(component.startsWith('otelcol.') ? 'input' : 'receiver');
    }
  });

  it('leaves no component that nobody feeds', () => {
    const fed = referred.map(([, component]) => component);
    const sinks = declared.filter(
      (name) => !/^(otelcol\.receiver|prometheus\.scrape)\./.test(name),
    );
    expect([...new Set(fed)].sort()).toEqual([...sinks].sort());
  });
});

describe('docker-compose.yaml', () => {
  const listening: Readonly<Record<string, readonly string[]>> = {
    app: [COMPOSE['app']?.environment?.['PORT'] ?? '', String(OPTIONS.port.default)],
    alloy: [...portsOfAlloy(), '12345'],
    prometheus: ['9090'],
    grafana: ['3000'],
  };

  it('has a service for each name', () => {
    expect(Object.keys(COMPOSE)).toEqual(Object.keys(listening));
  });

  const files = [
    'docker-compose.yaml',
    'config.alloy',
    'grafana-datasource.yaml',
    'prometheus.yaml',
  ];
  const addresses = files.flatMap((file) =>
    [...withoutComments(read(file)).matchAll(/(?:http:\/\/|")([a-z]+):(\d+)/g)].map(
      ([, host = '', port = '']) => ({ file, host, port }),
    ),
  );

  it('is full of addresses', () => {
    expect(addresses).toHaveLength(4);
  });

  it.each(addresses)('$file: somebody listens on $host:$port', ({ host, port }) => {
    expect(listening[host]).toContain(port);
  });

  it.each(Object.entries(COMPOSE))(
    '%s publishes ports on which it listens, on this machine alone',
    (name, { ports }) => {
      for (const published of ports ?? []) {
        const [address, , port] = published.split(':');
        expect(address).toBe('127.0.0.1');
        expect(listening[name]).toContain(port);
      }
    },
  );

  it.each(Object.entries(COMPOSE))('%s mounts files that are there', (_name, { volumes = [] }) => {
    for (const volume of volumes) {
      const [file = '', target = ''] = volume.split(':');
      expect(existsSync(join(EXAMPLE, file)), file).toBe(true);
      expect(target).toMatch(/^\/etc\//);
    }
  });

  it('starts Alloy and Prometheus with the files that it mounts, and flags that they have', () => {
    const target = (name: string) => COMPOSE[name]?.volumes?.[0]?.split(':')[1];
    expect(String(COMPOSE['alloy']?.command).split(' ').at(-1)).toBe(target('alloy'));
    const flags = (COMPOSE['prometheus']?.command ?? []) as readonly string[];
    expect(flags).toContain(`--config.file=${target('prometheus')}`);
    expect(flags.map((flag) => flag.split('=')[0]).sort()).toEqual([...PROMETHEUS_FLAGS].sort());
  });

  it("builds the app of examples/shop, with this package, and starts it as that app's README does", () => {
    const { build, command } = COMPOSE['app'] ?? {};
    const context = join(EXAMPLE, build?.context ?? '');
    const dockerfile = build?.dockerfile_inline ?? '';
    expect(dockerfile).toMatch(/^RUN npm install .*\bexpress@5\b/m);
    for (const file of ['alloy/config.alloy', 'shop/app.mjs']) {
      expect(existsSync(join(context, file)), file).toBe(true);
    }
    expect(dockerfile).toMatch(/^COPY .*\bshop\/\*\.mjs /m);
    expect(readFileSync(join(context, 'shop/README.md'), 'utf8')).toContain(`\n${command}\n`);
  });

  it('keeps the scopes of what Prometheus is pushed', () => {
    expect(documentsOf('prometheus.yaml')[0]).toMatchObject({
      otlp: { promote_scope_metadata: true },
    });
  });
});

describe('the package', () => {
  const packed = `acme-otel-metrics-${MANIFEST['version']}.tgz`;
  const released = `${MANIFEST['name']}@${MANIFEST['version']}`;

  it.each([
    ['docker-compose.yaml', `alloy/${packed}`],
    ['operator-image/Dockerfile', packed],
  ])('%s installs what npm packs, and names the release', (file, copied) => {
    const text = read(file);
    expect(text).toMatch(new RegExp(`^ *COPY ${copied} `, 'm'));
    expect(text).toMatch(new RegExp(`^ *RUN .*npm install \\./${packed}\\b`, 'm'));
    expect(text).toMatch(new RegExp(`# .*npm install ${released}\\b`));
  });

  it('is made, as the README says, where the images look for it', () => {
    const readme = read('README.md');
    expect(readme).toContain('npm pack --pack-destination examples/alloy\n');
    expect(readme).toContain(`\`${packed}\``);
    expect(readme).toContain('docker build --file operator-image/Dockerfile ');
  });
});

describe('variables', () => {
  const environments = [
    ...Object.entries(COMPOSE).map(([name, { environment }]) => ({ name, env: environment ?? {} })),
    ...OBJECTS.flatMap((object) => {
      const containers = object.spec.template?.spec.containers ?? [];
      const env = [...(object.spec.nodejs?.env ?? []), ...containers.flatMap((c) => c.env ?? [])];
      const pairs = env.map(({ name, value = '' }) => [name, value] as const);
      return { name: `${object.kind} ${object.metadata.name}`, env: Object.fromEntries(pairs) };
    }),
  ].filter(({ env }) => Object.keys(env).length > 0);

  it.each(environments)('$name: they are known, and their values allowed', ({ env }) => {
    const unknown = Object.keys(env).filter(
      (name) => !OURS.has(name) && !FOREIGN_VARIABLE.test(name),
    );
    expect(unknown).toEqual([]);
    expect(loadConfig({ env, folder: EXAMPLE }).problems).toEqual([]);
  });

  it.each(environments.filter(({ env }) => env['OTEL_METRICS_EXPORTER']))(
    '$name: where there is a page, whoever scrapes can reach it',
    ({ env }) => {
      const { config } = loadConfig({ env, folder: EXAMPLE });
      expect(config.exporters).toEqual(['prometheus', 'otlp']);
      expect(config.host).toBe('0.0.0.0');
    },
  );

  it('of the Downward API become attributes of the resource', () => {
    const [env = []] = DEPLOYMENTS.map(({ spec }) =>
      spec.template.spec.containers.flatMap((container) => container.env ?? []),
    ).filter((variables) => variables.some(({ name }) => name === 'POD_NAME'));
    const passedOn = env.filter(
      ({ name }) => FOREIGN_VARIABLE.test(name) && name !== 'NODE_OPTIONS',
    );
    const values = Object.fromEntries(passedOn.map(({ name }) => [name, name]));
    const pod = podEnvironment({ KUBERNETES_SERVICE_HOST: '10.0.0.1', ...values });
    expect(Object.values(pod?.attributes ?? {}).sort()).toEqual(Object.keys(values).sort());
    expect(passedOn).toHaveLength(6);
  });
});

describe('kubernetes', () => {
  it('has everything in one namespace', () => {
    expect(new Set(OBJECTS.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['shop']));
  });

  it.each(KUBERNETES)('%s: endpoints are those of Alloy', (file) => {
    for (const [, port] of read(`kubernetes/${file}`).matchAll(/http:\/\/alloy\.\S+:(\d+)/g)) {
      expect(portsOfAlloy()).toContain(port);
    }
  });

  it.each(DEPLOYMENTS.map((object) => object.spec.template))(
    '%#: pods fit what selects them',
    (pod) => {
      const { labels } = pod.metadata;
      const [container] = pod.spec.containers;
      const ports = new Map(container?.ports?.map((port) => [port.name, port.containerPort]));
      expect(theOne('PodMonitor').spec.selector.matchLabels).toEqual(labels);
      expect(theOne('NetworkPolicy').spec.podSelector.matchLabels).toEqual(labels);
      for (const { spec } of DEPLOYMENTS) expect(spec.selector.matchLabels).toEqual(labels);
      const [scraped] = theOne('PodMonitor').spec.podMetricsEndpoints;
      expect(ports.get(scraped?.port ?? '')).toBe(OPTIONS.port.default);
      for (const { ports: allowed } of theOne('NetworkPolicy').spec.ingress) {
        for (const { port } of allowed) expect([...ports.keys()]).toContain(port);
      }
    },
  );

  it('opens the ports of config.alloy by the values of its chart', () => {
    const [values] = documentsOf('helm-values.yaml') as [HelmValues];
    const { extraPorts } = values.alloy;
    expect(extraPorts.map(({ port }) => String(port))).toEqual(portsOfAlloy());
    for (const { port, targetPort } of extraPorts) expect(targetPort).toBe(port);
  });

  it('says in the README which addresses of config.alloy change', () => {
    const addresses = [...ALLOY.matchAll(/"((?:http:\/\/)?[a-z]+:\d+[^"]*)"/g)];
    expect(addresses).toHaveLength(2);
    for (const [, address] of addresses) expect(read('README.md')).toContain(`- \`${address}\`: `);
  });

  it('names the Instrumentation where it is to be injected', () => {
    const annotations = DEPLOYMENTS.flatMap(({ spec }) =>
      Object.entries(spec.template.metadata.annotations ?? {}),
    );
    expect(annotations).toEqual([
      ['instrumentation.opentelemetry.io/inject-nodejs', INSTRUMENTATION.metadata.name],
    ]);
  });

  it('copies our image into the volume from which Node.js requires it', () => {
    const [spec] = DEPLOYMENTS.map(({ spec: { template } }) => template.spec).filter(
      ({ initContainers }) => initContainers !== undefined,
    );
    const [init] = spec?.initContainers ?? [];
    const [app] = spec?.containers ?? [];
    const [mount] = app?.volumeMounts ?? [];
    const options = app?.env?.find(({ name }) => name === 'NODE_OPTIONS')?.value;
    expect(init?.image).toBe(INSTRUMENTATION.spec.nodejs.image);
    expect(init?.command).toEqual(['cp', '-r', '/autoinstrumentation/.', mount?.mountPath]);
    expect(options).toBe(`--require=${mount?.mountPath}/autoinstrumentation.js`);
    expect(spec?.volumes?.map(({ name }) => name)).toEqual([mount?.name]);
    expect(init?.volumeMounts?.[0]?.name).toBe(mount?.name);
  });

  it('preloads by the door that the package has', () => {
    const options = DEPLOYMENTS.flatMap(({ spec }) => spec.template.spec.containers)
      .flatMap(({ env = [] }) => env)
      .filter(({ name, value }) => name === 'NODE_OPTIONS' && value?.startsWith('--import'));
    expect(options.map(({ value }) => value)).toEqual([`--import=${MANIFEST['name']}/register`]);
    expect(Object.keys(MANIFEST.exports)).toContain('./register');
  });
});
