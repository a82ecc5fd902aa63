import { legible } from '../legible.ts';
import type { WatchOptions } from './options.ts';
import { pollPage } from './poll.ts';
import type { Tracks } from './tracks.ts';
import { filtered, nowText, p95Text } from './view.ts';

/** A line for each metric and page, for logs: time, name, number, p95. */
export async function watchInLines(options: WatchOptions, tracks: Tracks): Promise<number> {
  const { url, access, words, out } = options;
  let isAway = false;
  const write = () => {
    const time = new Date().toISOString().slice(11, 19);
    const lines = filtered(tracks.all, words)
      .filter(({ isThere }) => isThere)
      .map((track) => [time, legible(track.name), nowText(track), p95Text(track)]);
    out.write(lines.map((cells) => `${cells.filter(Boolean).join('\t')}\n`).join(''));
  };
  write();
  await pollPage({
    url,
    access,
    onPage(page, atMs) {
      tracks.add(page, atMs);
      isAway = false;
      write();
    },
    onAway(why) {
      tracks.addGap();
      if (!isAway) out.say(`away, trying again: ${why}`);
      isAway = true;
    },
  });
  return 0;
}
