// Makes THIRD_PARTY_NOTICES.md and sbom.cdx.json from what the build really contains; with
// --check, says whether the committed ones are up to date.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAll } from './build.ts';
import { type GeneratedFile, publish } from './docs/generated-file.ts';
import { renderBillOfMaterials } from './notices/bill-of-materials.ts';
import { assertBundle, installedWith, packagesOf } from './notices/packages.ts';
import { renderNotices } from './notices/third-party-notices.ts';

const ROOT = join(import.meta.dirname, '..');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Both files, for the modules of a build. Throws where the build may not be shipped like that. */
export function noticesFor(moduleIds: readonly string[]): GeneratedFile[] {
  const product = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  const bundled = packagesOf(moduleIds);
  // Who wants an optional one installs it by themselves, so it doesn't come with the package.
  const peers = Object.keys(product.peerDependencies).filter(
    (name) => product.peerDependenciesMeta[name]?.optional !== true,
  );
  const direct = [...Object.keys(product.dependencies), ...peers];
  assertBundle(bundled, direct);
  const bill = { product, bundled, installed: installedWith(ROOT, direct), direct };
  return [
    { path: 'THIRD_PARTY_NOTICES.md', text: renderNotices(bundled) },
    { path: 'sbom.cdx.json', text: renderBillOfMaterials(bill) },
  ];
}

if (import.meta.main) {
  const { exitCode, line } = publish(ROOT, noticesFor(await bundleAll(false)), process.argv);
  console.log(line);
  process.exitCode = exitCode;
}
