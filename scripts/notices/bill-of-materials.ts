import type { Package } from './packages.ts';

/** This package: what its own manifest says of it. */
export interface Product {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

export interface Materials {
  readonly product: Product;
  /** In the files of `dist`. */
  readonly bundled: readonly Package[];
  /** Beside them in `node_modules`: dependencies, what they need, and peers. */
  readonly installed: readonly Package[];
  /** Names of the product's dependencies and peers, as in its manifest. */
  readonly direct: readonly string[];
}

/** Of CycloneDX's property taxonomy for npm: the package comes inside another's files. */
const BUNDLED = { name: 'cdx:npm:package:bundled', value: 'true' };

/**
 * sbom.cdx.json: CycloneDX 1.6. Without time stamp and serial number, so that an unchanged build
 * has an unchanged bill. A package that is both bundled and installed is one component.
 */
export function renderBillOfMaterials({ product, bundled, installed, direct }: Materials): string {
  const inside = new Set(bundled.map(purl));
  const all = [...bundled, ...installed.filter((one) => !inside.has(purl(one)))];
  const own = [...bundled.map(({ name }) => name), ...direct];
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: component(product) },
    components: all.map((one) => ({
      ...component(one),
      scope: 'required',
      ...(inside.has(purl(one)) && { properties: [BUNDLED] }),
    })),
    dependencies: [
      { ref: purl(product), dependsOn: references(all, own) },
      ...all.map((one) => ({ ref: purl(one), dependsOn: references(all, one.dependencies) })),
    ],
  };
  return `${JSON.stringify(bill, undefined, 2)}\n`;
}

function component({ name, version, license }: Product) {
  const [scopeOrName = '', plainName] = name.split('/');
  return {
    type: 'library',
    'bom-ref': purl({ name, version }),
    ...(plainName !== undefined && { group: scopeOrName }),
    name: plainName ?? scopeOrName,
    version,
    licenses: [{ license: { id: license } }],
    purl: purl({ name, version }),
  };
}

function references(all: readonly Package[], names: readonly string[]): string[] {
  return all
    .filter(({ name }) => names.includes(name))
    .map(purl)
    .sort();
}

/** Package URL; only the `@` of a scope needs escaping in npm's names. */
function purl({ name, version }: { readonly name: string; readonly version: string }): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
