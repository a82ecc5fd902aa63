import { type Escaping, type Format, TEXT_0_0_4 } from './format.ts';
import { type MediaRange, mediaRanges } from './media-ranges.ts';

const ESCAPINGS: readonly Escaping[] = ['allow-utf-8', 'underscores', 'dots', 'values'];

/** The message that a page in protobuf is made of. */
const MESSAGE = 'io.prometheus.client.metricfamily';

export interface Offer {
  /** Whether there is a description in JSON, too, which no Prometheus reads. Default: false. */
  readonly json?: boolean;
}

/**
 * The format that an `Accept` header asks for: of those that we have the one of the highest weight,
 * of several the first (Prometheus, Scrape Protocol Content Negotiation). Whatever the header says,
 * there is one: text 0.0.4 is what everybody reads.
 */
export function negotiate(accept: string | undefined, { json = false }: Offer = {}): Format {
  const ranges = mediaRanges(accept).filter(({ weight }) => weight > 0);
  for (const range of ranges.toSorted((a, b) => b.weight - a.weight)) {
    const format = formatOf(range);
    if (format !== undefined && (json || format.kind !== 'json')) return format;
  }
  return TEXT_0_0_4;
}

function formatOf({ type, parameters }: MediaRange): Format | undefined {
  const version = parameters.get('version');
  const escaping = escapingOf(parameters);
  switch (type) {
    case 'application/vnd.google.protobuf':
      return isDelimited(parameters) ? { kind: 'protobuf', version: '1.0.0', escaping } : undefined;
    case 'application/openmetrics-text':
      // A client that names no version takes what there is; 0.0.1 was a draft.
      return version === undefined || version === '1.0.0'
        ? { kind: 'openmetrics', version: '1.0.0', escaping }
        : undefined;
    case 'text/plain':
      return textFormat(version, escaping);
    case 'application/json':
      return { kind: 'json', version: '1.0.0', escaping };
    case 'text/*':
    case '*/*':
      return TEXT_0_0_4;
    default:
      return undefined;
  }
}

function textFormat(version: string | undefined, escaping: Escaping): Format | undefined {
  if (version === '1.0.0') return { kind: 'text', version, escaping };
  if (version !== undefined && version !== '0.0.4') return undefined;
  // Version 0.0.4 has no quotes, and so no names beyond the old ones.
  return { ...TEXT_0_0_4, escaping: escaping === 'allow-utf-8' ? 'underscores' : escaping };
}

function isDelimited(parameters: MediaRange['parameters']): boolean {
  return (
    parameters.get('proto')?.toLowerCase() === MESSAGE && parameters.get('encoding') === 'delimited'
  );
}

/** Who doesn't say how names are to be escaped may know the old ones only. */
function escapingOf(parameters: MediaRange['parameters']): Escaping {
  return ESCAPINGS.find((one) => one === parameters.get('escaping')) ?? 'underscores';
}
