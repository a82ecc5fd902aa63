import { describe, expect, it } from 'vitest';
import { createNaming } from '../../../src/exposition/naming.ts';
import { createOwnNamesView } from '../../../src/exposition/own-names.ts';
import { setLogLevel } from '../../../src/foundation/log.ts';
import type { Family } from '../../../src/store/family.ts';
import { type FakeFamily, fakeFamily } from './fake-family.ts';

setLogLevel('none');

const AGENT = { name: '@acme/otel-metrics' };

/** As a bridge would bring it. */
function bridged(name: string, kind: FakeFamily['kind'] = 'gauge'): Family {
  const family = fakeFamily({ name, kind, scope: { name: 'prom-client' } });
  return { ...family, descriptor: { ...family.descriptor, isFinal: true } };
}

/** Which of these are shown. */
function shown(families: readonly Family[], prefix = ''): readonly Family[] {
  const naming = createNaming({
    ...{ prefix, translation: 'UnderscoreEscapingWithSuffixes', escaping: 'underscores' },
  });
  const collection = { resource: {}, timeMs: 0, families, errors: [] };
  return createOwnNamesView(naming)(collection).families;
}

describe('what a bridge brings', () => {
  const ours = fakeFamily({ name: 'nodejs.heap', unit: 'By', scope: AGENT });

  it.each<[string, readonly Family[], number]>([
    ['gives way to an automatic metric of its name', [ours, bridged('nodejs_heap_bytes')], 1],
    ['whatever its type', [ours, bridged('nodejs_heap_bytes', 'counter')], 1],
    ['and in whatever order', [bridged('nodejs_heap_bytes'), ours], 1],
    ['stays where the name is another', [ours, bridged('nodejs_heap')], 2],
    [
      'stays beside one that has measured nothing',
      [fakeFamily({ name: 'a', scope: AGENT, series: [] }), bridged('a')],
      2,
    ],
    [
      "stays beside the app's own",
      [fakeFamily({ name: 'a', scope: { name: 'app' } }), bridged('a')],
      2,
    ],
    [
      "gives way to what OpenTelemetry's engines measure",
      [
        fakeFamily({ name: 'a', scope: { name: '@opentelemetry/instrumentation-http' } }),
        bridged('a'),
      ],
      1,
    ],
    [
      'stays beside what the agent counts of the process alone, and loses no error of the app',
      [
        fakeFamily({ name: 'errors', kind: 'counter', scope: AGENT }),
        bridged('errors_total', 'counter'),
      ],
      2,
    ],
    ['stays beside its like', [bridged('a'), bridged('a')], 2],
  ])('%s', (_, families, count) => {
    for (const prefix of ['', 'shop_']) {
      const left = shown(families, prefix);
      expect(left).toHaveLength(count);
      if (count === 1) expect(left[0]?.descriptor.isFinal).toBeUndefined();
    }
  });

  it('leaves other collections as they are', () => {
    const families = [ours, fakeFamily({ name: 'a' })];
    expect(shown(families)).toBe(families);
  });
});
