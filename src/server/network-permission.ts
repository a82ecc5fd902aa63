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
  const { permission } = source;
  // The flags are asked last: Node makes their set of some 300 texts when it is first read.
  if (permission === undefined || permission.has('net')) return true;
  return !source.allowedNodeEnvironmentFlags.has('--allow-net');
}
