/** How a terminal shows the styles that the program uses. */
const STYLES: Readonly<Record<string, string>> = {
  1: 'font-weight:600',
  2: 'color:#8b949e',
  31: 'color:#ff7b72',
  32: 'color:#56d364',
  33: 'color:#e3b341',
  36: 'color:#76c7f0',
};

/** Ends of styles: all of them at once serves, since none stands in another. */
const ENDS = /^(0|22|39)?$/;
const ESCAPE = '\u001b';
const HOME = `${ESCAPE}[H`;
const STYLE = new RegExp(`${ESCAPE}\\[(\\d*)m`, 'g');
const OTHER = new RegExp(`${ESCAPE}\\[[?\\d;]*[A-LN-Za-ln-z]`, 'g');

/** What a terminal of this size shows at last, as a page for a browser. */
export function terminalPage(
  output: string,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string {
  const frames = output.split(HOME);
  // The last one may not be whole.
  const frame = frames.at(-2) ?? '';
  const html = escaped(frame.split(`${ESCAPE}[J`)[0] ?? '')
    .replace(STYLE, (_all, code: string) =>
      ENDS.test(code) ? '</span>' : `<span style="${STYLES[code] ?? ''}">`,
    )
    .replace(OTHER, '');
  return `<!doctype html><meta charset="utf-8"><body style="margin:0">
<pre style="margin:0;padding:18px 22px;background:#0d1117;color:#e6edf3;display:inline-block;
width:${columns}ch;min-height:${rows * 1.4}em;font:13px/1.4 'DejaVu Sans Mono',monospace">${html}</pre>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\r', '');
}
