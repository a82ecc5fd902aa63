/** The package of a file: the folder under the last `node_modules`. */
const PACKAGE = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** The package that a file was installed with, `@scope/name` included; undefined for an app's own. */
export function packageOfFile(file: string): string | undefined {
  return PACKAGE.exec(file)?.[1]?.replace('\\', '/');
}
