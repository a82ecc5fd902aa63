import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds on a page, by all of its rules. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Evaluated, not inserted: the page's policy lets no other script in.
  await page.evaluate(AXE);
  const violations = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then((results) => results.violations)',
  )) as Violation[];
  return violations.map(({ id, impact, help, nodes }) => {
    return `${impact} ${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`;
  });
}
