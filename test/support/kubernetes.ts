/** What is read here of an environment variable, a container and so on. */
export interface Variable {
  readonly name: string;
  readonly value?: string;
}

export interface Container {
  readonly image: string;
  readonly command?: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: readonly Variable[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly { readonly name: string }[];
}

/** What is read of any kind of object; which of it there is depends on `kind`. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations?: Record<string, string>;
    readonly labels?: Record<string, string>;
  };
  readonly spec: {
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly podSelector: { readonly matchLabels: Record<string, string> };
    readonly template: Omit<KubernetesObject, 'spec'> & { readonly spec: PodSpec };
    readonly podMetricsEndpoints: readonly { readonly port: string; readonly path: string }[];
    readonly ingress: readonly { readonly ports: readonly { readonly port: string }[] }[];
    readonly exporter: { readonly endpoint: string };
    readonly nodejs: { readonly image: string; readonly env: readonly Variable[] };
  };
}
