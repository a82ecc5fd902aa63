const OF_DEVELOPERS = ['development', 'test'];

/** Whether `NODE_ENV` says that this process serves nobody but its developers. */
export function isDevelopment(
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return OF_DEVELOPERS.includes(env.NODE_ENV ?? '');
}
