import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadConfig } from '../../../../src/config/load.ts';
import { createExportView } from '../../../../src/exposition/export/view.ts';
import { underscoredLabel } from '../../../../src/exposition/label-names.ts';
import { atOnce } from '../../../../src/foundation/turns.ts';
import { type Descriptor, RESERVED_LABEL } from '../../../../src/store/descriptor.ts';
import type { Family } from '../../../../src/store/family.ts';
import { parseExposition } from '../../../support/exposition-parser.ts';
import { histories } from '../histories.ts';
import { createRenderer, render } from '../render.ts';

const more = fc.record({
  showsScope: fc.boolean(),
  isFinal: fc.boolean(),
  unit: fc.constantFrom('', '', 's', '{request}'),
});
/** Some that give way to those of the histories, and some that share a name with them. */
const name = fc.constantFrom('c', 'c_total', 'g', 'h_count', 's_sum', 'x', 'target_info', 'x.y');

/** A family that says more of itself than those of the histories do. */
function saying(family: Family, more: Partial<Descriptor>): Family {
  return {
    scope: family.scope,
    kind: family.kind,
    descriptor: { ...family.descriptor, ...more },
    groups: () => family.groups(),
    series: () => family.series(),
  };
}

/** As OTLP tells it: nobody says there that a name is whole. */
function told(family: Family): Family {
  return saying(family, { isFinal: false });
}

/** Keys that become one label, or one that a receiver needs for itself: it need not know what to do. */
function labelFaults(family: Family): string[] {
  const reserved = RESERVED_LABEL[family.kind];
  return [...family.groups()].flatMap(({ keys }) => {
    const labels = keys.map(underscoredLabel);
    return labels.filter((label, at) => label === reserved || labels.indexOf(label) < at);
  });
}

function samplesOf(page: string): string[] {
  return parseExposition(page)
    .flatMap(({ samples }) => samples)
    .map(
      ({ name, labels, value }) =>
        `${name} ${JSON.stringify(Object.entries(labels).sort())} ${value}`,
    )
    .sort();
}

it('what is pushed leads to the samples of the page, each once, whatever was measured', () => {
  fc.assert(
    fc.property(
      histories,
      fc.array(more, { minLength: 4, maxLength: 4 }),
      fc.array(fc.option(name), { minLength: 4, maxLength: 4 }),
      fc.constantFrom('', 'shop_'),
      (begin, mores, names, prefix) => {
        const { families, changes } = begin();
        const all = families.map((family, at) =>
          saying(family, { ...mores[at], ...(names[at] && { name: names[at] }) }),
        );
        const view = createExportView({ ...loadConfig({ env: {}, folder: '/' }).config, prefix });
        const page = createRenderer({ prefix });
        for (const change of [() => {}, ...changes]) {
          change();
          const pushed = atOnce(view({ resource: {}, timeMs: 0, families: all, errors: [] }));
          const received = render(pushed.families.map(told));
          expect(samplesOf(received.text)).toEqual(samplesOf(page(all).text));
          for (const family of pushed.families) expect(labelFaults(family)).toEqual([]);
          const lost = received.omissions.map(({ cause }) => cause);
          expect(lost).not.toContain('merged_series');
          expect(lost).not.toContain('duplicate_series');
          expect(lost).not.toContain('name_conflict');
        }
      },
    ),
    { numRuns: 100 },
  );
});
