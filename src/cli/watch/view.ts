import { NOTHING } from '../../views/number-text.ts';
import type { Output } from '../command.ts';
import { legible } from '../legible.ts';
import { createSearch } from '../metrics/search.ts';
import { numberText, rateText } from '../number-text.ts';
import { cutTo, fitted, widthOf } from '../text-width.ts';
import { sparkline } from './sparkline.ts';
import type { WatchState } from './state.ts';
import type { Track } from './tracks.ts';

/** What is to be drawn. */
export interface Picture {
  readonly state: WatchState;
  readonly tracks: readonly Track[];
  /** The address that is watched. */
  readonly source: string;
  /** Why there is no page now. */
  readonly away: string | undefined;
}

const VALUE_WIDTH = 12;
const P95_WIDTH = 10;
const NARROWEST_NAME = 20;
const WIDEST_NAME = 64;
/** Lines above and below the metrics. */
const FRAME = 3;
const GAP = '  ';

/** How many metrics have a line of their own. */
export function linesFor(rows: number): number {
  return Math.max(1, rows - FRAME);
}

/** Those that the words and the filter leave. */
export function filtered(tracks: readonly Track[], words: readonly string[]): readonly Track[] {
  const isWanted = createSearch(words);
  return tracks.filter(({ family }) => isWanted(family));
}

/** The last place from which the lines fill the screen. */
export function clampOffset(offset: number, count: number, rows: number): number {
  return Math.max(0, Math.min(offset, count - linesFor(rows)));
}

/** The screen, line by line; none is wider than it. */
export function screenLines(
  picture: Picture,
  out: Pick<Output, 'paint' | 'size'>,
): readonly string[] {
  const { rows, columns } = out.size();
  const { state, tracks, source, away } = picture;
  const found = filtered(tracks, [state.filter]);
  const offset = clampOffset(state.offset, found.length, rows);
  const shown = found.slice(offset, offset + linesFor(rows));
  const about = away === undefined ? source : `away, trying again: ${away}`;
  const head = cutTo(about, columns);
  const names = tracks.map(({ name }) => widthOf(legible(name)));
  const widths = widthsFor(columns, names);
  return [
    away === undefined ? out.paint('dim', head) : out.paint('yellow', head),
    out.paint('bold', cutTo(titles(widths), columns)),
    ...shown.map((track) => trackLine(track, widths, { out, isAway: away !== undefined })),
    ...Array.from({ length: linesFor(rows) - shown.length }, () => ''),
    out.paint('dim', cutTo(footer(state, found.length, offset), columns)),
  ];
}

interface Widths {
  readonly name: number;
  readonly spark: number;
}

function widthsFor(columns: number, names: readonly number[]): Widths {
  const longest = names.reduce((most, width) => Math.max(most, width), NARROWEST_NAME);
  const numbers = VALUE_WIDTH + P95_WIDTH + 3 * GAP.length;
  const half = Math.max(NARROWEST_NAME, Math.floor((columns - numbers) * 0.6));
  const name = Math.min(longest, WIDEST_NAME, half);
  return { name, spark: Math.max(0, columns - name - numbers) };
}

function titles({ name }: Widths): string {
  const numbers = [fitted('NOW', VALUE_WIDTH, 'right'), fitted('P95', P95_WIDTH, 'right')];
  return [fitted('METRIC', name), ...numbers, 'EVERY 2 s'].join(GAP);
}

function trackLine(
  track: Track,
  { name, spark }: Widths,
  { out, isAway }: { readonly out: Pick<Output, 'paint' | 'size'>; readonly isAway: boolean },
): string {
  const cells = [
    fitted(legible(track.name), name),
    fitted(nowText(track), VALUE_WIDTH, 'right'),
    fitted(p95Text(track), P95_WIDTH, 'right'),
  ];
  const text = cutTo(cells.join(GAP), out.size().columns);
  if (isAway || !track.isThere) return out.paint('dim', text);
  return spark > 0 ? `${text}${GAP}${out.paint('cyan', sparkline(track.points, spark))}` : text;
}

/** The newest number: a rate of what only grows. */
export function nowText({ points, isRate, family }: Track): string {
  const newest = points.at(-1);
  return isRate
    ? rateText(newest, family.type === 'counter' ? family.unit : '')
    : numberText(newest, family.unit);
}

export function p95Text({ p95, family }: Track): string {
  return Number.isNaN(p95) ? '' : numberText(p95, family.unit);
}

function footer({ filter, isTyping }: WatchState, count: number, offset: number): string {
  if (isTyping) return `/${legible(filter)}█   Enter keeps, Esc clears`;
  const of = count === 0 ? NOTHING : `${offset + 1}–${count}`;
  const chosen = filter === '' ? '' : `   filter '${legible(filter)}', Esc clears`;
  return `q quits   / filters   arrows and pages scroll   ${of}${chosen}`;
}
