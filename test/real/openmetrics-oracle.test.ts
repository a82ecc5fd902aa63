import { describe, expect, it } from 'vitest';
import { BROKEN_OPENMETRICS } from '../support/broken-openmetrics.ts';
import { canReadInPython, readInPython } from '../support/python.ts';

/** Our oracle refuses all of these; where the other takes one, the table says why. */
describe.skipIf(!canReadInPython())("Prometheus's Python client", () => {
  it.each(BROKEN_OPENMETRICS)('judges $what as our oracle does', ({ page, taken = '' }) => {
    const read = () => readInPython(page);
    if (taken === '') expect(read).toThrow();
    else expect(read).not.toThrow();
  });
});
