import { guarded } from '../foundation/guard.ts';

/** Counts what the process says of its own failures. */
export interface ErrorCounts {
  uncaughtException(error: unknown, origin: string): void;
  warning(warning: unknown): void;
}

/**
 * Listens to the process without changing it: the monitor event leaves a crash as it is, and the
 * warning event is beside Node's own printing. There is no listener for `unhandledRejection`, which
 * would change what the app does, and for signals and exits only where something is pushed
 * (`process-end.ts`).
 */
export function watchProcess(errors: ErrorCounts): () => void {
  const onException = guarded('observer_error', 'counting an exception', errors.uncaughtException);
  const onWarning = guarded('observer_error', 'counting a warning', errors.warning);
  process.on('uncaughtExceptionMonitor', onException);
  process.on('warning', onWarning);
  return () => {
    process.off('uncaughtExceptionMonitor', onException);
    process.off('warning', onWarning);
  };
}
