import { styleText } from 'node:util';
import type { Readings } from './readings.ts';
import { type Paint, plainLine, tableLines } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Shows the newest readings; called once a second. */
export type View = (readings: Readings, elapsedSeconds: number) => void;

const ESCAPE = '\u001b[';
const KEEP_LINES_WHOLE = `${ESCAPE}?7l`;
const WRAP_LINES = `${ESCAPE}?7h`;
const CLEAR_LINE = `${ESCAPE}K`;
const CLEAR_BELOW = `${ESCAPE}J`;
const FALLBACK_ROWS = 24;
const LINE_EVERY_SECONDS = 5;

/** Colours where the terminal has them; `NO_COLOR` and `FORCE_COLOR` are respected. */
export const paint: Paint = (style, text) => styleText(style, text);

/**
 * A table that is drawn over itself on a terminal, a line every five seconds elsewhere. `sources`
 * are the addresses that stand above the table.
 */
export function createView(out: Terminal, sources: readonly string[]): View {
  return out.isTTY ? createTableView(out, sources) : createLineView(out);
}

function createTableView(out: Terminal, sources: readonly string[]): View {
  let drawn = 0;
  out.write('\n');
  return (readings, elapsedSeconds) => {
    const span = `last ${Math.round(readings.seconds)} s`;
    const title = [clock(elapsedSeconds), span, ...sources, 'Ctrl-C stops'].join('   ');
    const all = [paint('dim', title), ...tableLines(readings, paint)];
    // Lines that scrolled out of the terminal could not be drawn over.
    const lines = all.slice(0, (out.rows ?? FALLBACK_ROWS) - 1);
    const back = drawn > 0 ? `${ESCAPE}${drawn}A` : '';
    const text = lines.map((line) => `${line}${CLEAR_LINE}\n`).join('');
    out.write(`${KEEP_LINES_WHOLE}${back}${text}${CLEAR_BELOW}${WRAP_LINES}`);
    drawn = lines.length;
  };
}

function createLineView(out: Terminal): View {
  let next = LINE_EVERY_SECONDS;
  return (readings, elapsedSeconds) => {
    if (elapsedSeconds < next) return;
    next = elapsedSeconds + LINE_EVERY_SECONDS;
    out.write(`${clock(elapsedSeconds)}  ${plainLine(readings)}\n`);
  };
}

function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
