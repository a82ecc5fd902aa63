import { shownAddress } from '../page/address.ts';
import { listenToKeys } from './keyboard.ts';
import type { Key } from './keys.ts';
import type { WatchOptions } from './options.ts';
import { pollPage } from './poll.ts';
import { enterScreen } from './screen.ts';
import { afterKey, BEGINNING, type WatchState } from './state.ts';
import type { Tracks } from './tracks.ts';
import { clampOffset, filtered, linesFor, screenLines } from './view.ts';

/** As shells have it for what Ctrl-C has ended. */
const INTERRUPTED = 130;

/** The live view on a terminal, which is given back as it was, however it ends. */
export async function watchOnScreen(options: WatchOptions, tracks: Tracks): Promise<number> {
  const { url, access, words, out } = options;
  const ending = new AbortController();
  const source = [shownAddress(url), ...words].join('  ');
  let state: WatchState = BEGINNING;
  let away: string | undefined;
  let code = 0;
  const screen = enterScreen(out);
  const draw = () =>
    screen.draw(screenLines({ state, tracks: filtered(tracks.all, words), source, away }, out));
  const stopKeys = listenToKeys((key: Key) => {
    const { rows } = out.size();
    const next = afterKey(state, key, linesFor(rows));
    if (typeof next === 'string') {
      code = next === 'quit' ? 0 : INTERRUPTED;
      ending.abort();
      return;
    }
    const count = filtered(tracks.all, [...words, next.filter]).length;
    state = { ...next, offset: clampOffset(next.offset, count, rows) };
    draw();
  });
  const stopResize = out.onResize?.(draw);
  try {
    draw();
    await pollPage({
      url,
      access: { ...access, signal: AbortSignal.any([access.signal, ending.signal]) },
      onPage(page, atMs) {
        tracks.add(page, atMs);
        away = undefined;
        draw();
      },
      onAway(why) {
        tracks.addGap();
        away = why;
        draw();
      },
    });
    return code;
  } finally {
    stopResize?.();
    stopKeys();
    screen.leave();
  }
}
