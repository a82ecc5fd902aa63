import type { FeedApp } from '../exposition/feed/frame.ts';
import type { Connection } from './connection/poll.ts';
import { element, setText } from './element.ts';
import { formatDuration } from './format-number.ts';

export interface Header {
  readonly element: HTMLElement;
  showApp(app: FeedApp, timeMs: number): void;
  showConnection(connection: Connection, isPaused: boolean): void;
  showControls(isShown: boolean): void;
}

/** Which app it is, and whether its numbers come; `controls` stand beside that. */
export function createHeader(controls: readonly Node[]): Header {
  const name = element('h1', {}, ['Metrics']);
  const facts = element('p', { class: 'facts' });
  const state = element('p', { class: 'state', role: 'status', 'data-state': 'connecting' });
  const panel = element('div', { class: 'controls' }, controls);
  return {
    element: element('header', { class: 'bar' }, [
      element('div', { class: 'app' }, [element('div', { class: 'title' }, [name, state]), facts]),
      panel,
    ]),
    showApp({ service, pid, node, startedMs }, timeMs) {
      setText(name, service);
      document.title = `${service} · live metrics`;
      const version = `Node ${node.replace(/^v/, '')}`;
      setText(facts, `pid ${pid} · ${version} · up ${formatDuration(timeMs - startedMs)}`);
    },
    showConnection(connection, isPaused) {
      const isHeld = isPaused && connection.state === 'live';
      state.dataset['state'] = isHeld ? 'paused' : connection.state;
      setText(state, isHeld ? 'Paused' : wordsFor(connection));
    },
    showControls(isShown) {
      panel.hidden = !isShown;
    },
  };
}

function wordsFor(connection: Connection): string {
  switch (connection.state) {
    case 'connecting':
      return 'Connecting';
    case 'live':
      return 'Live';
    case 'away':
      return `App away: ${connection.reason}, trying again`;
    case 'locked':
      return 'Token needed';
  }
}
