/** The working directory; the root where it was deleted under the process, as a release swap does. */
export function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}
