import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ParsedSample } from '../support/exposition-parser.ts';
import { differences, expectedSamples, type LedgerNames } from '../support/ledger.ts';
import { ESCAPED, escapedName, type PageFormat, TEXT, UNESCAPED } from '../support/page-formats.ts';
import { take } from '../support/page-relay.ts';
import { readPage } from '../support/page-samples.ts';
import {
  type PageServer,
  PROMETHEUS_2,
  PROMETHEUS_3,
  type Scrapes,
  startScrapes,
} from '../support/page-servers.ts';
import { type RichApp, startRichApp } from '../support/rich-app.ts';
import { expectNative, expectTaken } from '../support/stored-checks.ts';

const project = inject('packedProject');
const SERVERS: readonly (readonly [server: PageServer, formats: readonly PageFormat[]])[] = [
  [PROMETHEUS_2, UNESCAPED],
  [PROMETHEUS_3, [TEXT, ...ESCAPED]],
];
const STRATEGIES: readonly (readonly [strategy: string, names: LedgerNames])[] = [
  ['NoTranslation', 'name'],
  ['NoUTF8EscapingWithSuffixes', 'dotted'],
];

describe.each(STRATEGIES)('a page with dots in its names by %s', (strategy, names) => {
  let rich: RichApp;
  beforeAll(async () => {
    const env = { ACME_METRICS_TRANSLATION_STRATEGY: strategy };
    rich = await startRichApp({ project, hostile: true, env });
  });
  afterAll(() => rich?.app.stop());

  function recorded({ escaping, native }: PageFormat): ParsedSample[] {
    const escaped = (name: string) => escapedName(name, escaping);
    return expectedSamples(rich.ledger, {
      names,
      escaped,
      native,
      meet: escaping === 'underscores',
    });
  }

  it.each([TEXT, ...ESCAPED])('says in $title what was recorded', async (format) => {
    const page = await take(rich.port, format.accept);
    expect(differences(recorded(format), readPage(page, 'escaped').samples)).toEqual([]);
  });

  describe.each(SERVERS)('scraped by $title', (server, formats) => {
    describe.skipIf(server.lacks !== undefined)(server.lacks ?? 'in each format', () => {
      let scrapes: Scrapes;
      beforeAll(async () => {
        scrapes = await startScrapes(server, rich.port, formats);
      });
      afterAll(() => scrapes?.stop());

      it.each(formats)('has taken all of it: $title', async (format) => {
        const stored = await scrapes.stored(format.title);
        const page = readPage(scrapes.page(format.title), 'escaped');
        expectTaken({ server, page, recorded: recorded(format), stored });
        if (page.native.length === 0) return;
        const { escaping } = format;
        expectNative(rich.ledger, stored, (series) => escapedName(series[names], escaping));
      });
    });
  });
});
