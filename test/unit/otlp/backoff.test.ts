import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayAfter } from '../../../src/otlp/backoff.ts';
import type { Failed } from '../../../src/otlp/outcome.ts';

const AWAY: Failed = { isDelivered: false, reason: 'refused', isPassing: true };
const WRONG: Failed = { isDelivered: false, reason: 'HTTP 400', isPassing: false };
/** Shorter than any back-off. */
const SHORT_MS = 100;

/** Seconds that are waited without jitter, by failures in a row. */
const SECONDS = [1, 2, 4, 8, 16, 30, 30];

describe('the delay after failures in a row', () => {
  it.each(SECONDS.map((seconds, index) => [index + 1, seconds]))(
    'of %i is %i s, a fifth more or less',
    (failures, seconds) => {
      const delays = Array.from({ length: 200 }, () => delayAfter(failures, AWAY, SHORT_MS));
      for (const delay of delays) {
        expect(delay).toBeGreaterThanOrEqual(seconds * 800);
        expect(delay).toBeLessThanOrEqual(seconds * 1200);
      }
      expect(new Set(delays).size).toBeGreaterThan(100);
    },
  );

  it('is bounded however long the collector is away', () => {
    expect(delayAfter(1e6, AWAY, SHORT_MS)).toBeLessThanOrEqual(36_000);
  });

  it.each([60_000, 300_000])('is the %i ms that the collector asks for', (retryAfterMs) => {
    expect(delayAfter(3, { ...AWAY, retryAfterMs }, SHORT_MS)).toBe(retryAfterMs);
  });

  it('is the back-off where the collector asks for less', () => {
    expect(delayAfter(3, { ...AWAY, retryAfterMs: 0 }, SHORT_MS)).toBeGreaterThanOrEqual(3200);
  });

  it('is the interval at least where the same would be refused again', () => {
    expect(delayAfter(1, WRONG, 60_000)).toBe(60_000);
    expect(delayAfter(1, WRONG, SHORT_MS)).toBeGreaterThanOrEqual(800);
  });

  it('is never below the back-off, whatever the collector and the interval', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.record({ isPassing: fc.boolean(), retryAfterMs: fc.option(fc.nat(300_000)) }),
        fc.nat(100_000),
        (failures, { isPassing, retryAfterMs }, intervalMs) => {
          const last = { ...AWAY, isPassing, retryAfterMs: retryAfterMs ?? undefined };
          const least = 800 * Math.min(2 ** failures, 30);
          expect(delayAfter(failures + 1, last, intervalMs)).toBeGreaterThanOrEqual(least);
        },
      ),
    );
  });
});
