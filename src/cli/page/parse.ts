import { FamilyBuilder, type Role } from './family-builder.ts';
import type { Page, PageType } from './page.ts';
import { parseMetadata, parseSample, type Sample, unescapeText } from './sample-line.ts';

/** Beyond these a page is more than can be held, and surely none that anybody scrapes. */
const MOST_SAMPLES = 1_000_000;
const MOST_LABELS = 6_000_000;

/** A page that is too large to be read. */
export class PageTooLarge extends Error {}

const TYPES: Readonly<Record<string, PageType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  gaugehistogram: 'histogram',
  summary: 'summary',
  info: 'info',
  stateset: 'gauge',
};

/** By what the names of a type's samples end; those of other types are the family's. */
const ENDINGS: Partial<Record<PageType, Readonly<Record<string, Role>>>> = {
  counter: { '': 'value', _total: 'value', _created: 'none' },
  histogram: {
    ...{ _bucket: 'bucket', _count: 'count', _sum: 'sum', _created: 'none' },
    ...{ _gcount: 'count', _gsum: 'sum' },
  },
  summary: { '': 'quantile', _count: 'count', _sum: 'sum', _created: 'none' },
  info: { '': 'value', _info: 'value' },
};
const ENDING = /_(?:bucket|count|sum|created|total|info|gcount|gsum)$/;

interface Place {
  readonly family: FamilyBuilder;
  readonly role: Role;
}

/** Reads a page that comes in lines. A line that is none of the format's is counted, and no more. */
export class PageParser {
  /** By the name that the page's metadata have. */
  readonly #families = new Map<string, FamilyBuilder>();
  readonly #places = new Map<string, Place>();
  #badLines = 0;
  #samples = 0;
  #labels = 0;

  /** A line without its end. Throws `PageTooLarge` when there are too many. */
  add(line: string): void {
    if (line.trim() === '') return;
    if (line.startsWith('#')) this.#addComment(line);
    else this.#addSample(parseSample(line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  /** A line that was too long to be kept. */
  skip(): void {
    this.#badLines++;
  }

  end(): Page {
    const families = [...this.#families.values()].filter((family) => family.hasSeries);
    const built = families.map((family) => family.build());
    return {
      metrics: new Map(built.map((family) => [family.name, family])),
      badLines: this.#badLines,
    };
  }

  #addComment(line: string): void {
    const [, keyword, rest = ''] = /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+(.*)$/s.exec(line) ?? [];
    if (keyword === undefined) return;
    const metadata = parseMetadata(rest);
    if (metadata === undefined) {
      this.#badLines++;
      return;
    }
    const family = this.#familyOf(metadata.name);
    if (keyword === 'TYPE') {
      family.type = typeOf(metadata.text.trim());
      // Its samples may have been met already, as numbers of which nothing was known.
      this.#places.clear();
    }
    if (keyword === 'UNIT') family.unit = metadata.text.trim();
    if (keyword === 'HELP') family.help = unescapeText(metadata.text);
  }

  #addSample(sample: Sample | undefined): void {
    const place = sample && this.#placeOf(sample);
    if (sample === undefined || place === undefined) {
      this.#badLines++;
      return;
    }
    this.#samples++;
    for (const _ in sample.labels) this.#labels++;
    if (this.#samples > MOST_SAMPLES || this.#labels > MOST_LABELS) throw new PageTooLarge();
    if (!place.family.add(sample, place.role)) this.#badLines++;
  }

  #placeOf({ name }: Sample): Place | undefined {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = this.#findPlace(name);
    if (place !== undefined) this.#places.set(name, place);
    return place;
  }

  #findPlace(name: string): Place | undefined {
    const own = this.#families.get(name);
    if (own !== undefined) return placeIn(own, '');
    const ending = ENDING.exec(name)?.[0] ?? '';
    const family = this.#families.get(name.slice(0, name.length - ending.length));
    const place = family && placeIn(family, ending);
    return place ?? { family: this.#familyOf(name), role: 'value' };
  }

  #familyOf(name: string): FamilyBuilder {
    const known = this.#families.get(name);
    if (known !== undefined) return known;
    const family = new FamilyBuilder(name);
    this.#families.set(name, family);
    return family;
  }
}

function typeOf(word: string): PageType {
  return (Object.hasOwn(TYPES, word) ? TYPES[word] : undefined) ?? 'unknown';
}

function placeIn(family: FamilyBuilder, ending: string): Place | undefined {
  const endings = ENDINGS[family.type] ?? { '': 'value' };
  const role = Object.hasOwn(endings, ending) ? endings[ending] : undefined;
  return role && { family, role };
}

/** Reads a whole page. */
export function parsePage(text: string): Page {
  const parser = new PageParser();
  for (const line of text.split('\n')) parser.add(line);
  return parser.end();
}
