import type { Output } from '../../../src/cli/command.ts';

export interface FakeOutput extends Output {
  /** What came to stdout, and the lines of stderr. */
  readonly written: () => string;
  readonly said: () => readonly string[];
}

/** An output of a size, without styles, that keeps what it gets. */
export function fakeOutput({ isTerminal = false, columns = 80, rows = 24 } = {}): FakeOutput {
  let text = '';
  const lines: string[] = [];
  return {
    isTerminal,
    size: () => ({ columns, rows }),
    write(more) {
      text += more;
    },
    say(line) {
      lines.push(line);
    },
    paint: (_style, painted) => painted,
    during: (_what, work) => work,
    written: () => text,
    said: () => lines,
  };
}
