/** What is asked of `process`. */
export interface PermissionSource {
  /** Absent unless Node runs with `--permission`. */
  readonly permission?: { has(scope: string): boolean } | undefined;
  readonly allowedNodeEnvironmentFlags: ReadonlySet<string>;
}

/**
 * Whether Node's permission model lets this process open ports. Where it does not, `listen` throws
 * in a later tick, past every handler but the app's own, and the app ends. Versions without
 * `--allow-net` deny that they have the permission although they restrict nothing.
 */
export function mayUseNetwork(source: PermissionSource = process): boolean {
  const { permission, allowedNodeEnvironmentFlags } = source;
  if (permission === undefined || !allowedNodeEnvironmentFlags.has('--allow-net')) return true;
  return permission.has('net');
}
