import { styleText } from 'node:util';
import type { Output } from './command.ts';

/** As much of `tty.WriteStream` as is needed; anything else that is written to lacks most of it. */
export interface Stream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface Streams {
  readonly stdout: Stream;
  readonly stderr: Stream;
}

/** The streams of this process. */
export function processStreams(): Streams {
  return { stdout: process.stdout, stderr: process.stderr };
}

const QUIET_MS = 1000;
const REDRAW_MS = 200;
const CLEAR_LINE = '\r\u001b[K';
const FALLBACK = { columns: 80, rows: 24 };

export function createOutput({ stdout, stderr }: Streams): Output {
  return {
    isTerminal: stdout.isTTY === true,
    size() {
      // A terminal that does not know its size says 0.
      const { columns, rows } = stdout;
      return { columns: columns || FALLBACK.columns, rows: rows || FALLBACK.rows };
    },
    onResize(listener) {
      stdout.on('resize', listener);
      return () => stdout.removeListener('resize', listener);
    },
    write(text) {
      stdout.write(text);
    },
    say(line) {
      stderr.write(`${line}\n`);
    },
    paint: (style, text) => styleText(style, text, { stream: stdout }),
    async during(what, work) {
      const stop = showProgress(what, stderr);
      try {
        return await work;
      } finally {
        stop();
      }
    },
  };
}

/** A line that counts seconds on a terminal, elsewhere one that is said once. */
function showProgress(what: string, stderr: Stream): () => void {
  const startedAt = performance.now();
  let redraw: NodeJS.Timeout | undefined;
  const draw = () => {
    const seconds = Math.floor((performance.now() - startedAt) / 1000);
    stderr.write(`${CLEAR_LINE}${what} … ${seconds} s`);
  };
  const begin = setTimeout(() => {
    if (!stderr.isTTY) {
      stderr.write(`${what} …\n`);
      return;
    }
    draw();
    redraw = setInterval(draw, REDRAW_MS);
    redraw.unref();
  }, QUIET_MS);
  begin.unref();
  return () => {
    clearTimeout(begin);
    if (redraw === undefined) return;
    clearInterval(redraw);
    stderr.write(CLEAR_LINE);
  };
}
