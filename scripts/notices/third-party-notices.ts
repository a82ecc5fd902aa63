import { table } from '../docs/markdown.ts';
import type { Package } from './packages.ts';

/** THIRD_PARTY_NOTICES.md: who is in the build, and each distinct licence text once. */
export function renderNotices(packages: readonly Package[]): string {
  const rows = packages.map(({ name, version, license }) => [name, version, license]);
  return [
    '# Third-party notices',
    '',
    'The files in `dist` contain code of the packages below, each under its own licence. The list',
    'and the texts are made from the build by `npm run docs`.',
    '',
    table(['Package', 'Version', 'Licence'], rows),
    ...textsOf(packages).flatMap(({ owners, text }) => [
      '',
      `## ${owners.join(', ')}`,
      '',
      '~~~~text',
      text,
      '~~~~',
    ]),
    '',
  ].join('\n');
}

/** Equal texts together, in the order of their first package. */
function textsOf(packages: readonly Package[]): { owners: readonly string[]; text: string }[] {
  const owners = new Map<string, string[]>();
  for (const { name, texts } of packages) {
    for (const { file, text } of texts) {
      const owner = /^licen[cs]e(\.\w+)?$/i.test(file) ? name : `${name} (${file})`;
      const known = owners.get(text);
      if (known === undefined) owners.set(text, [owner]);
      else known.push(owner);
    }
  }
  return [...owners].map(([text, list]) => ({ owners: list, text }));
}
