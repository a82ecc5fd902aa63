import { guarded } from '../foundation/guard.ts';
import { watchSignals } from './end-signals.ts';
import { type Ending, LastFlush } from './last-flush.ts';
import { processEvents } from './process-events.ts';

/**
 * Watches for every end that can be seen: the event loop runs dry, `process.exit`, a crash, SIGTERM
 * and SIGINT. The process ends as it would have, by two seconds later at the most; a call of gRPC's
 * under way can hold back the running dry before that. Not seen are `process.abort`,
 * `process.reallyExit`, other signals, and what is measured by listeners to `exit` that were added
 * after ours.
 *
 * @returns What ends the watching.
 */
export function watchEnd(ending: Ending): () => void {
  const flush = new LastFlush(ending);
  const forgetSignals = watchSignals(flush);
  const onBeforeExit = guarded('export_error', 'the flush before the exit', () => {
    // What holds the process open lets the event come again: then the app's listeners would run
    // twice. With those there, the flush is left to `exit`.
    if (processEvents.listenerCount('beforeExit') > 1) return;
    processEvents.off('beforeExit', onBeforeExit);
    void flush.holdingOpen();
  });
  const onExit = guarded('export_error', 'the flush at the exit', () => flush.blocking());
  processEvents.on('beforeExit', onBeforeExit);
  processEvents.on('exit', onExit);
  return () => {
    forgetSignals();
    processEvents.off('beforeExit', onBeforeExit);
    processEvents.off('exit', onExit);
  };
}
