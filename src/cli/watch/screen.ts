import type { Output } from '../command.ts';

const ESCAPE = '\u001b[';
const ENTER = `${ESCAPE}?1049h${ESCAPE}?25l${ESCAPE}?7l`;
const LEAVE = `${ESCAPE}?7h${ESCAPE}?25h${ESCAPE}?1049l`;
const HOME = `${ESCAPE}H`;
const CLEAR_LINE = `${ESCAPE}K`;
const CLEAR_BELOW = `${ESCAPE}J`;

/** The whole terminal, on a page of its own, without a cursor and without wrapping. */
export interface Screen {
  draw(lines: readonly string[]): void;
  /** Gives the terminal back as it was; a second time it does nothing. */
  leave(): void;
}

export function enterScreen(out: Output): Screen {
  let isLeft = false;
  out.write(ENTER);
  return {
    draw(lines) {
      if (isLeft) return;
      // No line end after the last: it would scroll.
      const text = lines.map((line) => `${line}${CLEAR_LINE}`).join('\r\n');
      out.write(`${HOME}${text}${CLEAR_BELOW}`);
    },
    leave() {
      if (isLeft) return;
      isLeft = true;
      out.write(LEAVE);
    },
  };
}
