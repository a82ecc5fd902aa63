import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PodEnvironment } from '../config/environment.ts';

/** Every pod with a service account has it, unless its manifest says otherwise. */
const NAMESPACE_FILE = 'var/run/secrets/kubernetes.io/serviceaccount/namespace';
/** Names of Kubernetes are of letters that can be printed, and no longer. */
const NAME = /^[\x21-\x7e]{1,253}$/;

/**
 * What is known of the pod without asking the cluster: what its manifest passes on, else the
 * namespace of its service account, and its host's name, which is that of the pod but on the network
 * of its node.
 *
 * @param root Folder with `var`.
 */
export function podAttributes(
  { attributes, hostName }: PodEnvironment,
  root: string,
): Record<string, string> {
  const isOnNodeNetwork = hostName === attributes['k8s.node.name'];
  const all = {
    'k8s.namespace.name': attributes['k8s.namespace.name'] ?? readNamespace(root),
    'k8s.pod.name': isOnNodeNetwork ? '' : (hostName ?? ''),
    ...attributes,
  };
  const entries = Object.entries(all).map(([key, value]) => [key, value.trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => NAME.test(value)));
}

function readNamespace(root: string): string {
  try {
    return readFileSync(join(root, NAMESPACE_FILE), 'utf8');
  } catch {
    return '';
  }
}
