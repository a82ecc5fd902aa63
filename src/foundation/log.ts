import { writeSync } from 'node:fs';
import { monotonicSeconds } from './clock.ts';

/** What is said on stderr: each level includes the ones before it (`OTEL_LOG_LEVEL`). */
export type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all';
export const LOG_LEVELS: readonly LogLevel[] = [
  ...(['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const),
];

const STDERR = 2;
const QUIET_SECONDS = 60;
/** Distinct faults remembered; past it the oldest is forgotten, so memory is bounded. */
const REMEMBERED_FAULTS = 256;
/** A message may quote an app's error; past this it is cut. */
const LONGEST_MESSAGE = 2000;

/**
 * Control characters and line separators: they could forge a line or drive a terminal. Said by the
 * code points that are left, since V8 looks up every \p{…} when it loads the file: 0.2 ms.
 */
const CONTROLS = /[^ -~\u{a0}-\u{2027}\u{202a}-\u{10ffff}]+/gu;

let threshold = LOG_LEVELS.indexOf('warn');
const lastWritten = new Map<string, number>();

export function setLogLevel(level: LogLevel): void {
  threshold = LOG_LEVELS.indexOf(level);
}

/** Writes a line about a fault, at most once a minute for each distinct `fault` key. */
export function warn(fault: string, message: string): void {
  if (enabled('warn') && !recentlyWritten(fault)) write(message);
}

/** Writes a line that the user asked to see, without rate limit. */
export function info(message: string): void {
  if (enabled('info')) write(message);
}

/** Writes a line for who looks into the agent itself. */
export function debug(message: string): void {
  if (enabled('debug')) write(message);
}

/** Writes at every level but `none`: for the one line of a successful start on a terminal. */
export function announce(message: string): void {
  if (threshold > 0) write(message);
}

function enabled(level: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) <= threshold;
}

function recentlyWritten(fault: string): boolean {
  const now = monotonicSeconds();
  const last = lastWritten.get(fault);
  if (last !== undefined && now - last < QUIET_SECONDS) return true;
  // Out and in again, so that the order of the keys is the order of writing.
  lastWritten.delete(fault);
  if (lastWritten.size >= REMEMBERED_FAULTS) {
    const oldest = lastWritten.keys().next().value;
    if (oldest !== undefined) lastWritten.delete(oldest);
  }
  lastWritten.set(fault, now);
  return false;
}

/**
 * The descriptor is written directly: touching `process.stderr` would create the app's stream,
 * and an app that replaces it or `console` must not find our lines there.
 */
function write(message: string): void {
  try {
    const line = message.slice(0, LONGEST_MESSAGE).replace(CONTROLS, ' ');
    writeSync(STDERR, `[otel-metrics] ${line}\n`);
  } catch {
    // A closed or full stderr is no reason to disturb the app.
  }
}
