import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  helperEnvironment,
  isDevelopment,
  podEnvironment,
} from '../../../src/config/environment.ts';

it.each([
  ['development', true],
  ['test', true],
  ['production', false],
  ['staging', false],
  ['Development', false],
  ['developmental', false],
  ['', false],
  [undefined, false],
])('NODE_ENV=%s is development: %s', (NODE_ENV, expected) => {
  expect(isDevelopment({ NODE_ENV })).toBe(expected);
});

const DOCUMENTED = readFileSync(join(import.meta.dirname, '../../../docs/resource.md'), 'utf8');

describe('the environment of a pod', () => {
  const POD = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };

  it.each<[what: string, env: Record<string, string>]>([
    ['is none where no cluster says that it is one', { POD_NAME: 'web-1', HOSTNAME: 'web-1' }],
    ['is none where that is empty', { KUBERNETES_SERVICE_HOST: '', POD_NAME: 'web-1' }],
  ])('%s', (_, env) => {
    expect(podEnvironment(env)).toBeUndefined();
  });

  it('has what the manifest passes on, and nothing else', () => {
    const env = {
      ...POD,
      POD_NAME: 'web-1',
      POD_UID: 'u-1',
      HOSTNAME: 'web',
      SECRET: 'x',
      HOME: '/',
    };
    expect(podEnvironment(env)).toEqual({
      attributes: { 'k8s.pod.name': 'web-1', 'k8s.pod.uid': 'u-1' },
      hostName: 'web',
    });
  });

  it.each([
    ['k8s.cluster.name', ['K8S_CLUSTER_NAME', 'CLUSTER_NAME']],
    ['k8s.namespace.name', ['K8S_NAMESPACE_NAME', 'K8S_NAMESPACE', 'POD_NAMESPACE']],
    ['k8s.node.name', ['K8S_NODE_NAME', 'NODE_NAME']],
    ['k8s.deployment.name', ['K8S_DEPLOYMENT_NAME', 'DEPLOYMENT_NAME']],
    ['k8s.pod.name', ['K8S_POD_NAME', 'POD_NAME']],
    ['k8s.pod.uid', ['K8S_POD_UID', 'POD_UID']],
    ['k8s.container.name', ['K8S_CONTAINER_NAME', 'CONTAINER_NAME']],
  ])('has %s from the first of %j that is set', (key, variables) => {
    expect(DOCUMENTED).toContain(
      `| \`${key}\` | ${variables.map((one) => `\`${one}\``).join(', ')} |`,
    );
    for (const [at, variable] of variables.entries()) {
      const later = Object.fromEntries(variables.slice(at + 1).map((one) => [one, 'later']));
      const earlier = Object.fromEntries(variables.slice(0, at).map((one) => [one, '']));
      const env = { ...POD, ...earlier, ...later, [variable]: 'this' };
      expect(podEnvironment(env)?.attributes).toEqual({ [key]: 'this' });
    }
  });
});

describe('a Node process of ours', () => {
  it('has the environment of this one, without what is meant for the app', () => {
    const kept = {
      ...{ PATH: '/bin', HOME: '/root', NODE_EXTRA_CA_CERTS: '/a.pem' },
      ...{ node_use_system_ca: '1', NODE_TLS_REJECT_UNAUTHORIZED: '1' },
    };
    const left = {
      ...{ NODE_OPTIONS: '--import=x', NODE_V8_COVERAGE: '/c', NODE_CHANNEL_FD: '3' },
      ...{ NODE_UNIQUE_ID: '1', NODE_DEBUG: 'http', node_options: '--inspect' },
    };
    expect(helperEnvironment({ ...kept, ...left }, []).env).toEqual(kept);
  });

  it('has the flags of this one that decide whom TLS trusts, and no other', () => {
    const NODE_OPTIONS = '  --import=x --use-system-ca --tls-max-v1.2 --openssl-config file ';
    const flags = ['--inspect', '--dns-result-order=ipv4first', '--dns-result-order', '-r', 'x'];
    expect(helperEnvironment({ NODE_OPTIONS }, flags).flags).toEqual([
      ...['--use-system-ca', '--tls-max-v1.2', '--dns-result-order=ipv4first'],
    ]);
  });
});
