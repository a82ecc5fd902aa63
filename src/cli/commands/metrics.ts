import { loadConfig } from '../../config/load.ts';
import { type Call, type Command, CommandFailure } from '../command.ts';
import { legible } from '../legible.ts';
import { metricsJson } from '../metrics/json.ts';
import { listing } from '../metrics/listing.ts';
import { createSearch } from '../metrics/search.ts';
import { shownAddress } from '../page/address.ts';
import { endpointOf, textOf } from '../page/own-endpoint.ts';
import type { PageFamily } from '../page/page.ts';
import { readPage } from '../page/read.ts';
import { sayRefused } from '../say-refused.ts';
import { watchMetrics } from '../watch/watch.ts';

const MOST_WORDS = 20;
const SORTS = ['page', 'name', 'series'] as const;
type Sort = (typeof SORTS)[number];

export const metricsCommand: Command = {
  name: 'metrics',
  summary: 'show what an app exposes now, searchable, or live with --watch',
  usage: '[words ...] [--url <url>] [--labels] [--watch]',
  details:
    'Metrics that have all the words in their name, help, type, unit or label names; without words all of them. ' +
    'The value of a counter is its total, of a gauge the number now, of a histogram its count, mean and p95 since the start.',
  options: {
    url: {
      type: 'string',
      placeholder: '<url>',
      help: 'port, host:port or URL; default: as configured in this folder and environment, mostly localhost:9464',
    },
    labels: { type: 'boolean', help: 'each series with its labels' },
    sort: { type: 'string', placeholder: '<by>', help: 'page (default), name or series' },
    watch: {
      type: 'boolean',
      help: 'a live view, renewed every 2 s: numbers, rates and sparklines; lines where this is no terminal',
    },
    'token-file': {
      type: 'string',
      placeholder: '<file>',
      help: 'file with the token that the endpoint wants; default: the configured one',
    },
  },
  positionals: { max: MOST_WORDS },
  examples: [
    'otel-metrics metrics',
    'otel-metrics metrics http duration --labels',
    'otel-metrics metrics --url 9465 --sort series',
    'otel-metrics metrics --watch heap',
  ],
  async run(call) {
    const sort = sortOf(call);
    const typed = textOf(call.values.url);
    if (typed === undefined) sayRefused(loadConfig(call), call.out);
    const { url, tokenFile } = endpointOf(call, typed);
    const access = { tokenFile, signal: call.signal };
    if (call.values.watch === true) {
      if (call.json) throw new CommandFailure('metrics: --watch and --json do not go together', 2);
      return watchMetrics({ url, access, words: call.positionals, out: call.out });
    }
    const reading = readPage(url, access);
    const page = await call.out.during(`reading ${shownAddress(url)}`, reading);
    const found = sorted([...page.metrics.values()].filter(createSearch(call.positionals)), sort);
    report(call, found);
    if (!call.json) sayRest(call, found, { all: page.metrics.size, bad: page.badLines });
    return found.length > 0 ? 0 : 1;
  },
};

function report({ json, values, out }: Call, found: readonly PageFamily[]): void {
  const labels = values.labels === true;
  if (json) out.write(metricsJson(found, labels));
  else if (found.length > 0) out.write(listing(found, { labels }, out));
}

function sayRest(
  { out, positionals }: Call,
  found: readonly PageFamily[],
  { all, bad }: { readonly all: number; readonly bad: number },
): void {
  if (found.length === 0) {
    out.say(`none of the ${all} metrics has '${legible(positionals.join(' '))}'`);
  }
  if (bad > 0)
    out.say(
      `${bad} ${bad === 1 ? 'line' : 'lines'} could not be read and ${bad === 1 ? 'is' : 'are'} left out`,
    );
}

function sortOf({ values }: Call): Sort {
  const typed = textOf(values.sort) ?? 'page';
  const sort = SORTS.find((one) => one === typed);
  if (sort !== undefined) return sort;
  throw new CommandFailure(`--sort '${legible(typed)}' is not one of ${SORTS.join(', ')}`, 2);
}

function sorted(families: readonly PageFamily[], sort: Sort): readonly PageFamily[] {
  if (sort === 'name') return families.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (sort === 'series') return families.toSorted((a, b) => b.series.length - a.series.length);
  return families;
}
