import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ParsedSample } from '../support/exposition-parser.ts';
import { differences, expectedSamples, type LedgerSeries } from '../support/ledger.ts';
import {
  ESCAPED,
  escapedName,
  OPENMETRICS_PLAIN,
  type PageFormat,
  TEXT,
  UNESCAPED,
} from '../support/page-formats.ts';
import { take } from '../support/page-relay.ts';
import { readPage } from '../support/page-samples.ts';
import {
  type PageServer,
  PROMETHEUS_2,
  PROMETHEUS_2_PLAIN,
  PROMETHEUS_3,
  type Scrapes,
  startScrapes,
  VICTORIA_METRICS,
} from '../support/page-servers.ts';
import { canRun, lintPage } from '../support/prometheus.ts';
import { canReadInPython, readInPython } from '../support/python.ts';
import { type RichApp, startRichApp } from '../support/rich-app.ts';
import { expectNative, expectTaken } from '../support/stored-checks.ts';

const project = inject('packedProject');
const CHOICE = 'its choice';
const SERVERS: readonly (readonly [server: PageServer, formats: readonly PageFormat[]])[] = [
  [PROMETHEUS_2, UNESCAPED],
  [PROMETHEUS_2_PLAIN, [TEXT, OPENMETRICS_PLAIN]],
  [PROMETHEUS_3, [...UNESCAPED, ...ESCAPED]],
  [VICTORIA_METRICS, [TEXT, OPENMETRICS_PLAIN]],
];

describe('the page of an app that records a bit of everything, and hostile things besides', () => {
  let rich: RichApp;
  beforeAll(async () => {
    rich = await startRichApp({ project, hostile: true });
  });
  afterAll(() => rich?.app.stop());

  function recorded({ escaping, native }: PageFormat): ParsedSample[] {
    return expectedSamples(rich.ledger, { native, escaped: (name) => escapedHere(name, escaping) });
  }

  it.each([...UNESCAPED, ...ESCAPED])('says in $title what was recorded', async (format) => {
    const page = await take(rich.port, format.accept);
    expect(page.contentType.startsWith(format.contentType)).toBe(true);
    expect(differences(recorded(format), readPage(page).samples)).toEqual([]);
  });

  describe.skipIf(!canReadInPython())("read by Prometheus's Python client in OpenMetrics", () => {
    it('has as many samples, with the same values', async () => {
      const page = await take(rich.port, OPENMETRICS_PLAIN.accept);
      const samples = readInPython(page.body).flatMap((family) => family.samples);
      const ours = readPage(page).samples;
      expect(samples.length).toBe(ours.length);
      expect(differences(ours, samples)).toEqual([]);
      expect(differences(recorded(OPENMETRICS_PLAIN), samples)).toEqual([]);
    });

    it('is refused where it is spoilt', async () => {
      const { body } = await take(rich.port, OPENMETRICS_PLAIN.accept);
      const page = body.toString();
      expect(() => readInPython(page.replace('# EOF\n', ''))).toThrow('Missing # EOF');
      expect(() => readInPython(page.replace(/le="\+Inf"\} \d/, '$&9'))).toThrow('+Inf');
    });
  });

  describe.skipIf(!canRun('promtool'))('read by promtool in text 0.0.4', () => {
    it('is a page', async () => {
      const { body } = await take(rich.port, TEXT.accept);
      expect(() => lintPage(body.toString())).not.toThrow();
    });

    it('is refused where it is spoilt', async () => {
      const { body } = await take(rich.port, TEXT.accept);
      expect(() => lintPage(`${body}shop_orders_total{} 1 2 3\n`)).toThrow();
    });
  });

  describe.each(SERVERS)('scraped by $title', (server, formats) => {
    describe.skipIf(server.lacks !== undefined)(server.lacks ?? 'in each format', () => {
      let scrapes: Scrapes;
      beforeAll(async () => {
        scrapes = await startScrapes(server, rich.port, [
          ...formats,
          { title: CHOICE },
          { title: 'spoilt', accept: TEXT.accept, spoil: withoutOrders },
        ]);
      });
      afterAll(() => scrapes?.stop());

      it.each([...formats, { ...server.choice, title: CHOICE }])(
        'has taken all of it: $title',
        async (format) => {
          const stored = await scrapes.stored(format.title);
          const page = scrapes.page(format.title);
          expect(page.contentType.startsWith(format.contentType)).toBe(true);
          const read = readPage(page);
          expectTaken({ server, page: read, recorded: recorded(format), stored });
          if (read.native.length === 0) return;
          const nameOf = ({ page: name }: LedgerSeries) => escapedHere(name, format.escaping);
          expectNative(rich.ledger, stored, nameOf);
        },
      );

      it('is seen to lack what it lacks', async () => {
        const stored = await scrapes.stored('spoilt');
        const page = readPage(scrapes.page('spoilt'));
        expect(stored.counted).toBe(page.samples.length - 1);
        const orders = recorded(TEXT).filter(({ name }) => /shop_(orders|share)/.test(name));
        expect(differences(orders, stored.samples, server.digits)).toEqual([
          expect.stringMatching(/^lacks .*shop_orders_total/),
          expect.stringMatching(/^has 7, .*shop_share_total/),
        ]);
      });
    });
  });
});

/** Of the schemes one changes old names, too. */
function escapedHere(name: string, escaping: PageFormat['escaping']): string {
  return escaping === 'dots' ? escapedName(name, escaping) : name;
}

/** A page that lacks a sample, and has another value for another one. */
function withoutOrders(body: Buffer): Buffer {
  const page = body.toString();
  return Buffer.from(
    page.replace(/^shop_orders_total\{.*\n/m, '').replace(/^(shop_share_total\{.*\}) .*$/m, '$1 7'),
  );
}
