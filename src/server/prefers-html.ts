import { mediaRanges } from '../exposition/media-ranges.ts';

/**
 * Whether an `Accept` header is that of a browser that opens a page: it names HTML, and JSON not
 * before it. That anything will do is what curl says.
 */
export function prefersHtml(accept: string | undefined): boolean {
  const ranges = mediaRanges(accept);
  const weightOf = (type: string) => ranges.find((range) => range.type === type)?.weight ?? 0;
  const html = weightOf('text/html');
  return html > 0 && html >= weightOf('application/json');
}
