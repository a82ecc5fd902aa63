/** What is to be told when the process ends. `deadline`: seconds of the monotonic clock. */
export interface Ending {
  flush(deadline: number): Promise<void>;
  flushNow(deadline: number): void;
}

/**
 * Watches for every end that can be seen: the event loop runs dry, `process.exit`, a crash, SIGTERM
 * and SIGINT.
 * @returns What ends the watching.
 */
export function watchEnd(_ending: Ending): () => void {
  return () => {};
}
