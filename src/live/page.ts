import type { Connection } from './connection/poll.ts';
import { createTokenForm } from './connection/token-form.ts';
import { createPauseButton, createThemeButton, createWindowChoice } from './controls.ts';
import { element } from './element.ts';
import { createHeader } from './header.ts';
import type { History } from './model/history.ts';
import { createOverview } from './overview/overview.ts';
import { createSearchView } from './search/search-view.ts';
import { watchTheme } from './theme.ts';
import { createTimeWindow } from './time-window.ts';

export interface Page {
  /** There is something new in the history. */
  update(timeMs: number): void;
  showConnection(connection: Connection): void;
}

export interface PageOptions {
  readonly history: History;
  onToken(token: string): void;
}

/** Builds the page, and draws it at most once for each frame of the screen. */
export function createPage({ history, onToken }: PageOptions): Page {
  const timeWindow = createTimeWindow(history);
  let connection: Connection = { state: 'connecting' };
  const showState = () => header.showConnection(connection, pause.isPaused());

  const draw = () => {
    const snapshot = timeWindow.snapshot(windows.spanMs());
    overview.element.hidden = searching.isOpen() || snapshot.times.length === 0;
    overview.nav.hidden = overview.element.hidden;
    if (searching.isOpen()) searching.draw(snapshot);
    else overview.draw(snapshot, history, timeWindow.names());
  };
  const requestDraw = createDrawing(draw);

  const windows = createWindowChoice(requestDraw);
  const pause = createPauseButton(() => {
    timeWindow.hold(pause.isPaused());
    showState();
    requestDraw();
  });
  const theme = watchTheme(() => {
    overview.repaint();
    searching.repaint();
  });
  const searching = createSearchView({ history, onChange: requestDraw });
  const overview = createOverview(requestDraw);
  const form = createTokenForm(onToken);
  const header = createHeader([
    searching.box,
    windows.element,
    pause.element,
    createThemeButton(theme.toggle),
  ]);
  const main = element('main', { id: 'main' }, [form.element, overview.element, searching.results]);
  overview.element.hidden = true;
  document.body.replaceChildren(
    element('a', { class: 'skip', href: '#main' }, ['Skip to the numbers']),
    ...[header.element, overview.nav, main, overview.footer],
  );
  return {
    update(timeMs) {
      if (history.app !== undefined) header.showApp(history.app, timeMs);
      if (!pause.isPaused()) requestDraw();
    },
    showConnection(next) {
      connection = next;
      showState();
      if (next.state === 'locked') form.show(next.hadToken);
      else if (next.state === 'live') form.hide();
      // Without a token there is nothing to search in, and nothing that links could lead to.
      header.showControls(next.state !== 'locked');
      overview.footer.hidden = next.state === 'locked';
    },
  };
}

/** Draws before the next frame of the screen, however often it is asked to; not where nobody looks. */
function createDrawing(draw: () => void): () => void {
  let isAsked = false;
  const request = () => {
    if (isAsked || document.hidden) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw();
    });
  };
  document.addEventListener('visibilitychange', request);
  return request;
}
