import { describe, expect, it } from 'vitest';
import { podEnvironment } from '../../../src/config/environment.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { MetricsOptions } from '../../../src/config/metrics-options.ts';
import { detectResource, type Resource } from '../../../src/pipeline/resource.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ID = '4f797c539e6c745de61a93ca3ff892358ecbcaccd8414d5db545c38428142970';
const OTHER = 'ac679f8a8319c8cf7d38e1adf263bc08d231f2ff81abda3915f6ff37d54a9c01';
const POD_UID = '2fdf2d4d-6b1a-4a2c-9d2f-3f1c8d4f1a11';
const CGROUP = 'proc/self/cgroup';
const MOUNTS = 'proc/self/mountinfo';
const NAMESPACE = 'var/run/secrets/kubernetes.io/serviceaccount/namespace';
const CLUSTER = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };

interface Machine {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly code?: MetricsOptions;
}

function resourceOn({ files = {}, env = {}, code = {} }: Machine): Resource {
  return detectResource(
    loadConfig({ env: {}, code, folder: '/' }).config,
    { entry: undefined, folder: '/' },
    { pod: podEnvironment(env), root: temporaryFolder(files) },
  );
}

function podOf(machine: Machine): Record<string, unknown> {
  const entries = Object.entries(resourceOn(machine));
  return Object.fromEntries(entries.filter(([key]) => key.startsWith('k8s.')));
}

function mount(from: string, to: string): string {
  return `678 659 254:1 ${from} ${to} rw,relatime - ext4 /dev/vda1 rw,discard\n`;
}

/** An overlay whose layers have ids of their own. */
const LAYERS = `659 450 0:183 / / rw,relatime master:88 - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/${OTHER}/diff\n`;

describe.skipIf(process.platform !== 'linux')('container.id', () => {
  it.each<[what: string, machine: Machine]>([
    ['Docker, cgroup v1', { files: { [CGROUP]: `11:cpu,cpuacct:/docker/${ID}\n0::/\n` } }],
    ['Docker by systemd', { files: { [CGROUP]: `0::/system.slice/docker-${ID}.scope\n` } }],
    ['Podman', { files: { [CGROUP]: `0::/user.slice/libpod-${ID}.scope/container\n` } }],
    [
      'a container in a container',
      { files: { [CGROUP]: `1:cpu:/docker/${OTHER}/docker/${ID}\n` } },
    ],
    [
      'Docker, cgroup v2',
      {
        files: {
          [CGROUP]: '0::/\n',
          [MOUNTS]: LAYERS + mount(`/var/lib/docker/containers/${ID}/hostname`, '/etc/hostname'),
        },
      },
    ],
    [
      'Podman, cgroup v2',
      {
        files: {
          [MOUNTS]:
            LAYERS +
            mount(
              `/containers/overlay-containers/${ID}/userdata/.containerenv`,
              '/run/.containerenv',
            ),
        },
      },
    ],
    [
      'Kubernetes, cgroup v1',
      { env: CLUSTER, files: { [CGROUP]: `4:memory:/kubepods/burstable/pod${POD_UID}/${ID}\n` } },
    ],
    [
      'Kubernetes, containerd by systemd',
      { env: CLUSTER, files: { [CGROUP]: `0::/kubepods.slice/cri-containerd-${ID}.scope\n` } },
    ],
  ])('is found under %s', (_, machine) => {
    expect(resourceOn(machine)['container.id']).toBe(ID);
  });

  it.each<[what: string, machine: Machine]>([
    ['nothing says it', {}],
    ['the path is that of a machine', { files: { [CGROUP]: '0::/user.slice/session-1.scope\n' } }],
    ['it is longer than an id', { files: { [CGROUP]: `0::/docker/${ID}ab\n` } }],
    ['it is shorter', { files: { [CGROUP]: `0::/docker/${ID.slice(1)}\n` } }],
    ['only layers have ids', { files: { [MOUNTS]: LAYERS } }],
    [
      'the mount is a volume of the app',
      { files: { [MOUNTS]: mount(`/srv/containers/${ID}/data`, '/data') } },
    ],
    [
      'the mount is of the sandbox of a pod',
      {
        files: {
          [MOUNTS]: mount(
            `/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${ID}/hostname`,
            '/etc/hostname',
          ),
        },
      },
    ],
    [
      'the mount is shared with a pod',
      {
        env: CLUSTER,
        files: { [MOUNTS]: mount(`/var/lib/docker/containers/${ID}/hostname`, '/etc/hostname') },
      },
    ],
    ['the files are none', { files: { [`${CGROUP}/x`]: ID, [`${MOUNTS}/x`]: ID } }],
  ])('is not said where %s', (_, machine) => {
    expect(resourceOn(machine)).not.toHaveProperty('container.id');
  });
});

describe('k8s attributes', () => {
  it('are none outside of Kubernetes', () => {
    const env = { POD_NAME: 'web-1', NODE_NAME: 'node-1', HOSTNAME: 'web-1' };
    expect(podOf({ env, files: { [NAMESPACE]: 'shop' } })).toEqual({});
  });

  it('are what the manifest passes on', () => {
    const env = {
      ...CLUSTER,
      ...{ POD_NAME: 'web-1', POD_UID, POD_NAMESPACE: 'shop', NODE_NAME: 'node-1' },
      ...{ CONTAINER_NAME: 'app', DEPLOYMENT_NAME: 'web', CLUSTER_NAME: 'eu-1', HOSTNAME: 'other' },
    };
    expect(podOf({ env, files: { [NAMESPACE]: 'other' } })).toEqual({
      'k8s.pod.name': 'web-1',
      'k8s.pod.uid': POD_UID,
      'k8s.namespace.name': 'shop',
      'k8s.node.name': 'node-1',
      'k8s.container.name': 'app',
      'k8s.deployment.name': 'web',
      'k8s.cluster.name': 'eu-1',
    });
  });

  it('are the service account and the host, where it passes nothing on', () => {
    const env = { ...CLUSTER, HOSTNAME: 'web-5c9f7-x2x7v' };
    expect(podOf({ env, files: { [NAMESPACE]: 'shop\n' } })).toEqual({
      'k8s.pod.name': 'web-5c9f7-x2x7v',
      'k8s.namespace.name': 'shop',
    });
  });

  it('called a pod by its node, whose network it shares', () => {
    const env = { ...CLUSTER, HOSTNAME: 'node-1', NODE_NAME: 'node-1' };
    expect(podOf({ env })).toEqual({ 'k8s.node.name': 'node-1' });
  });

  it.each([
    ['longer than any name', 'x'.repeat(254)],
    ['not to be printed', 'web\u001b[31m'],
    ['of several lines', 'web\nKEY: x'],
    ['empty', ' '],
  ])('are left out where they are %s', (_, POD_NAME) => {
    const env = { ...CLUSTER, POD_NAME, CONTAINER_NAME: 'app' };
    expect(podOf({ env })).toEqual({ 'k8s.container.name': 'app' });
    expect(podOf({ env: CLUSTER, files: { [NAMESPACE]: POD_NAME } })).toEqual({});
  });

  it('give way to those of OTEL_RESOURCE_ATTRIBUTES', () => {
    const resourceAttributes = { 'k8s.pod.name': 'said', 'container.id': 'said too' };
    const files = { [CGROUP]: `0::/docker/${ID}\n` };
    const env = { ...CLUSTER, POD_NAME: 'found', NODE_NAME: 'node-1' };
    expect(resourceOn({ env, files, code: { resourceAttributes } })).toMatchObject({
      ...resourceAttributes,
      'k8s.node.name': 'node-1',
    });
  });
});

it('nothing of the surroundings comes from the command line or from other variables', () => {
  const canary = 'hunter2-canary';
  process.argv.push(`--pod-name=${canary}`);
  const env = { ...CLUSTER, POD_IP: canary, K8S_TOKEN: canary, POD_NAME_X: canary };
  const files = { [CGROUP]: `0::/${canary}/docker-${ID}.scope\n`, 'proc/self/cmdline': canary };
  const text = JSON.stringify(resourceOn({ env, files }));
  process.argv.pop();
  expect(text).not.toContain(canary);
});
