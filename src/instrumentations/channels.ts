import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { guarded } from '../foundation/guard.ts';

/** Listeners by channel. A message is whatever the publisher says it is, so each names its own. */
export type Listeners = Readonly<Record<string, (message: never) => void>>;

/**
 * Listens to channels until the returned function is called. A listener that throws is counted and
 * said under the observer's name, and never reaches the publisher.
 */
export function listenToChannels(observer: string, listeners: Listeners): () => void {
  const subscriptions = Object.entries(listeners).map(([channel, listener]) => {
    const onMessage = guarded('observer_error', observer, listener) as unknown as ChannelListener;
    return [channel, onMessage] as const;
  });
  for (const [channel, onMessage] of subscriptions) subscribe(channel, onMessage);
  return () => {
    for (const [channel, onMessage] of subscriptions) unsubscribe(channel, onMessage);
  };
}
