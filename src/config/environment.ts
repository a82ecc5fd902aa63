type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process, for a program of ours. */
export function processEnvironment(): Environment {
  return process.env;
}

const OF_DEVELOPERS = ['development', 'test'];

/** Whether `NODE_ENV` says that this process serves nobody but its developers. */
export function isDevelopment(env: Environment = process.env): boolean {
  return OF_DEVELOPERS.includes(env.NODE_ENV ?? '');
}

/**
 * What a pod may say of itself by the variables that say it, where its manifest passes them on (the
 * downward API). The first one that is set counts.
 */
const POD_VARIABLES = {
  'k8s.cluster.name': ['K8S_CLUSTER_NAME', 'CLUSTER_NAME'],
  'k8s.namespace.name': ['K8S_NAMESPACE_NAME', 'K8S_NAMESPACE', 'POD_NAMESPACE'],
  'k8s.node.name': ['K8S_NODE_NAME', 'NODE_NAME'],
  'k8s.deployment.name': ['K8S_DEPLOYMENT_NAME', 'DEPLOYMENT_NAME'],
  'k8s.pod.name': ['K8S_POD_NAME', 'POD_NAME'],
  'k8s.pod.uid': ['K8S_POD_UID', 'POD_UID'],
  'k8s.container.name': ['K8S_CONTAINER_NAME', 'CONTAINER_NAME'],
} as const;

export interface PodEnvironment {
  /** By OpenTelemetry's names. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The pod's name as a rule; in the network of its node, that one's. */
  readonly hostName: string | undefined;
}

/** What the environment says of the pod in which this process runs; nothing outside of Kubernetes. */
export function podEnvironment(env: Environment = process.env): PodEnvironment | undefined {
  // Kubernetes sets it in all pods.
  if (!env.KUBERNETES_SERVICE_HOST) return undefined;
  const attributes: Record<string, string> = {};
  for (const [key, variables] of Object.entries(POD_VARIABLES)) {
    const value = variables.map((variable) => env[variable]).find(Boolean);
    if (value) attributes[key] = value;
  }
  return { attributes, hostName: env.HOSTNAME };
}

/** Variables of Node's own that say whom TLS trusts. */
const OF_TRUST = ['NODE_EXTRA_CA_CERTS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_USE_SYSTEM_CA'];

/** Flags of Node's that decide how hosts are found and trusted, as far as they are one word. */
const OF_NETWORK = [
  /^--(use-(system|openssl|bundled)-ca|tls-(min|max)-v1\.[0-3]|(enable|force)-fips)$/,
  /^--(openssl-(legacy-provider|shared-config)|no-network-family-autoselection)$/,
  /^--(openssl-config|tls-cipher-list|dns-result-order)=/,
];

export interface HelperEnvironment {
  readonly env: Environment;
  readonly flags: readonly string[];
}

/**
 * For a Node process of ours that sends what this one would have sent: it is to trust the same
 * certificates, and to take nothing else of what is meant for the app's Node: no preload (this one
 * among them), no debugger, no coverage, no channel to a parent.
 */
export function helperEnvironment(
  env: Environment = process.env,
  flags: readonly string[] = process.execArgv,
): HelperEnvironment {
  const kept = ([name]: readonly [string, unknown]) =>
    !/^NODE_/i.test(name) || OF_TRUST.includes(name.toUpperCase());
  const ofNodeOptions = (env.NODE_OPTIONS ?? '').split(/\s+/);
  return {
    env: Object.fromEntries(Object.entries(env).filter(kept)),
    flags: [...ofNodeOptions, ...flags].filter((flag) =>
      OF_NETWORK.some((form) => form.test(flag)),
    ),
  };
}
