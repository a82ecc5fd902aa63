import { startPoll } from './connection/poll.ts';
import { currentToken, takeToken } from './connection/token.ts';
import { createHistory } from './model/recorder.ts';
import { createPage } from './page.ts';

/** The live page's beginning: what the app tells goes to the history, and what is there is drawn. */
const history = createHistory();
const page = createPage({
  history,
  onToken(token) {
    takeToken(token);
    poll.hurry();
  },
});
const poll = startPoll({
  url: '/live/feed',
  token: currentToken,
  position: () => history.position,
  onFeed(feed) {
    history.apply(feed);
    page.update(feed.timeMs);
  },
  onConnection: page.showConnection,
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) poll.hurry();
});
