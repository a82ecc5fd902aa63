import { CLASSIC_METRICS } from '../../../exposition/classic/table.ts';
import { METRICS, type MetricKey } from '../../../views/metrics.ts';
import { createNames, type NamesOptions } from '../../../views/names.ts';
import { nearest } from '../../nearest.ts';
import { detectNames } from '../../page/detect-names.ts';
import type { AppPage } from '../app/app-page.ts';

/** What is known of a metric that an expression asks for. */
export type Known =
  | { readonly is: 'there' }
  /** The app would call it so, and has shown none yet. */
  | { readonly is: 'not-yet' }
  /** It has this name here, by another prefix, naming mode or spelling. */
  | { readonly is: 'misnamed'; readonly name: string }
  /** Of another program, by its name. */
  | { readonly is: 'of-others' }
  | { readonly is: 'unknown' };

const ENDING = /_(?:bucket|count|sum)$/;
/** Made by Prometheus, or exposed by what stands beside an app. */
const OF_OTHERS =
  /^(up|ALERTS|ALERTS_FOR_STATE|absent)$|^(scrape|node|prometheus|alertmanager|go|promhttp|net_conntrack|container|kube|grafana|loki|tempo|alloy|otelcol|probe|redis|pg|rabbitmq|kafka|mysql|mongodb)_/;

/** What a recording rule has made, by the convention for their names: `level:metric:operations`. */
const RECORDED = /^\w+:[\w:]+$/;

/** Tells of a name whether the app has it, and how it is called here otherwise. */
export type FindName = (name: string) => Known;

export function createNameBook(page: AppPage): FindName {
  const own = detectNames(page.page);
  const names = createNames(own);
  const expected = new Set(ALL_KEYS.map((key) => names(key).name));
  const others = otherNames(own);
  const present = [...page.page.metrics.keys()];
  const renamed = (base: string) => present.find((one) => one !== base && endsAlike(one, base));
  const proposed = (similar: string | undefined, ending: string): Known => {
    const name = `${similar}${ending}`;
    const isThere = page.sampleNames.has(name) || page.page.metrics.has(name);
    return isThere ? { is: 'misnamed', name } : { is: 'unknown' };
  };
  return (name) => {
    const [base, ending] = split(name);
    if (page.sampleNames.has(name)) return { is: 'there' };
    // A name may end like a part of a histogram: db_client_connection_count.
    if (expected.has(name) || expected.has(base) || isClassicHere(name, own)) {
      return { is: 'not-yet' };
    }
    if (OF_OTHERS.test(name) || RECORDED.test(name)) return { is: 'of-others' };
    const here = others.get(base) ?? others.get(name);
    if (here !== undefined) return { is: 'misnamed', name: here.whole ?? here.name + ending };
    return proposed(renamed(base) ?? nearest(base, present), ending);
  };
}

const ALL_KEYS = Object.keys(METRICS) as MetricKey[];

function split(name: string): readonly [base: string, ending: string] {
  const ending = ENDING.exec(name)?.[0] ?? '';
  return [name.slice(0, name.length - ending.length), ending];
}

/** The one is the other with a prefix. */
function endsAlike(one: string, other: string): boolean {
  return one.endsWith(`_${other}`) || other.endsWith(`_${one}`);
}

interface Here {
  readonly name: string;
  /** Where an ending has become another one. */
  readonly whole?: string;
}

/** How the page calls what other settings would call so. */
function otherNames(own: NamesOptions): ReadonlyMap<string, Here> {
  const here = createNames(own);
  const found = new Map<string, Here>();
  for (const options of alternatives(own)) {
    const there = createNames(options);
    for (const key of ALL_KEYS) found.set(there(key).name, { name: here(key).name });
  }
  // `http_requests_total` of classic names is what a histogram has counted.
  const standard = createNames({ ...own, naming: 'standard' });
  for (const { name, from, counts } of CLASSIC_METRICS) {
    const key = ALL_KEYS.find((one) => METRICS[one].standard.instrument.name === from);
    if (key === undefined || own.naming === 'classic') continue;
    const whole = counts === true ? `${standard(key).name}_count` : undefined;
    if (!found.has(name)) found.set(name, { name: standard(key).name, ...(whole && { whole }) });
  }
  return found;
}

/** A metric of the classic table that the views don't know, where classic names are shown. */
function isClassicHere(name: string, { naming, prefix }: NamesOptions): boolean {
  if (naming !== 'classic') return false;
  const [base] = split(name);
  return CLASSIC_METRICS.some((metric) => [base, name].includes(prefix + metric.name));
}

function alternatives(own: NamesOptions): readonly NamesOptions[] {
  const modes = ['standard', 'classic'] as const;
  const translations = [
    own.translation,
    'UnderscoreEscapingWithSuffixes',
    'UnderscoreEscapingWithoutSuffixes',
  ] as const;
  return modes
    .flatMap((naming) =>
      translations.flatMap((translation) =>
        ['', own.prefix].map((prefix) => ({ naming, translation, prefix })),
      ),
    )
    .filter((one) => JSON.stringify(one) !== JSON.stringify(own));
}
