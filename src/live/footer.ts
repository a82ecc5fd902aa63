import { element, setText } from './element.ts';
import { formatNumber } from './format-number.ts';

export interface Footer {
  readonly element: HTMLElement;
  /** What has nothing to show yet. */
  showAbsent(titles: readonly string[]): void;
  /** Series that are too many for this page. */
  showLeftOut(count: number): void;
}

export function createFooter(): Footer {
  const absent = element('p', { class: 'absent', hidden: true });
  const leftOut = element('p', { class: 'left-out', hidden: true });
  const link = (href: string, text: string) => element('a', { href }, [text]);
  return {
    element: element('footer', {}, [
      absent,
      leftOut,
      element('p', {}, [
        ...['The same numbers: ', link('/metrics', '/metrics'), ' for Prometheus, '],
        ...[link('/metrics/stats', '/metrics/stats'), ' for what they cost.'],
      ]),
    ]),
    showAbsent(titles) {
      absent.hidden = titles.length === 0;
      setText(
        absent,
        `Not seen yet: ${titles.join(', ')}. Charts appear when there is something to show.`,
      );
    },
    showLeftOut(count) {
      leftOut.hidden = count === 0;
      setText(
        leftOut,
        `${formatNumber(count, 'count')} series are too many for this page and not in its numbers; /metrics has them all.`,
      );
    },
  };
}
