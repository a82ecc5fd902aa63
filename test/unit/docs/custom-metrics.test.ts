import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { ai } from '../../../src/instruments/ai/ai.ts';
import { queue } from '../../../src/instruments/queue/queue.ts';
import { createCollect, storeSource } from '../../../src/pipeline/collect.ts';
import { processMetrics } from '../../../src/pipeline/process-metrics.ts';
import { type ParsedMetric, parseExposition } from '../../support/exposition-parser.ts';
import { tellAll } from '../exposition/classic/custom-instruments.ts';
import { render } from '../exposition/render.ts';

setLogLevel('none');

const ROOT = join(import.meta.dirname, '../../..');
const document = readFileSync(join(ROOT, 'docs/custom-metrics.md'), 'utf8');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly labels: readonly string[];
  readonly labelsOfFailures: readonly string[];
  readonly buckets: readonly number[];
}

const ROW = /^\| [^|]* \| `(\w+)` \| ([^|]*) \| (counter|gauge|histogram) \| ([^|]*)\|$/gm;
const rows: Row[] = [...document.matchAll(ROW)].map(
  ([, name = '', labels = '', kind = '', buckets = '']) => {
    const [always = '', ofFailures = ''] = labels.split(';');
    return {
      ...{ name, kind, labels: quoted(always), labelsOfFailures: quoted(ofFailures) },
      buckets: buckets.trim() === '' ? [] : buckets.split(',').map(Number),
    };
  },
);

describe('the table of what helpers measure', () => {
  let page: readonly ParsedMetric[];

  beforeAll(async () => {
    await tellAll();
    queue('thumbnails').observe({ size: 2, pending: 1 });
    const model = ai('openai', 'gpt-4o', { prices: { input: 2.5, output: 10 } });
    await readAll(model.track(brokenStream)).catch(() => {});
    const { families } = await createCollect([storeSource(processMetrics().provider)], {})();
    const own = families.filter(({ descriptor }) => descriptor.name !== 'parse_duration');
    page = parseExposition(render(own).text);
  });

  it('has every metric, and no other', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(page.map(({ name }) => name).sort());
  });

  it.each(rows)('$name is a $kind with these labels and buckets', (row) => {
    const metric = page.find(({ name }) => name === row.name);
    expect(metric?.type).toBe(row.kind);
    const sets = metric?.samples.map(({ labels }) => Object.keys(labels)) ?? [];
    const seen = [...new Set(sets.flat())].filter((label) => label !== 'le');
    expect(seen.sort()).toEqual([...row.labels, ...row.labelsOfFailures].sort());
    for (const set of sets) expect(set).toEqual(expect.arrayContaining([...row.labels]));
    const bounds = metric?.samples.map(({ labels }) => Number(labels.le?.replace('+Inf', 'NaN')));
    const finite = (bounds ?? []).filter(Number.isFinite);
    expect([...new Set(finite)]).toEqual(row.buckets);
  });
});

describe('the examples', () => {
  // Below node_modules: they import what apps import, and no other tool looks at them there.
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(ROOT, 'node_modules/.examples-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are right to the types', () => {
    const blocks = [...`${document}\n${readme}`.matchAll(/^```(js|ts)\n(.*?)^```$/gms)];
    for (const [at, [, language = '', code = '']] of blocks.entries()) {
      writeFileSync(join(folder, `${at}.m${language}`), code);
    }
    const compilerOptions = {
      ...{ allowJs: true, checkJs: true, noImplicitAny: false, isolatedModules: false },
      ...{ typeRoots: [join(ROOT, 'node_modules/@types')] },
      paths: { '@acme/otel-metrics': [join(ROOT, 'src/index.ts')] },
    };
    const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    expect(errorsOf(folder)).toBe('');
  });
});

/** A stream of Anthropic's shape that fails after it has said what it used. */
async function* brokenStream(): AsyncGenerator<unknown> {
  yield { type: 'message_start', message: { usage: { input_tokens: 3, output_tokens: 1 } } };
  throw new TypeError('no');
}

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _event of stream);
}

/** What the compiler says. */
function errorsOf(project: string): string {
  try {
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', project], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return String((error as { readonly stdout: string }).stdout);
  }
}

function quoted(text: string): string[] {
  return [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');
}
