import { type Key, readKeys } from './keys.ts';

/** Gives each key as it is pressed, until what it gives is called; nothing where there is no keyboard. */
export function listenToKeys(onKey: (key: Key) => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => undefined;
  const onData = (data: Buffer | string) => {
    for (const key of readKeys(String(data))) onKey(key);
  };
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    stdin.removeListener('data', onData);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
