import { beforeEach, expect, it, vi } from 'vitest';
import { metadataOf } from '../../../../../src/otlp/send/grpc/metadata.ts';
import { logLines } from '../../../../support/log-lines.ts';
import { faultsDuring } from '../../../pipeline/readings.ts';

vi.mock(import('node:fs'), async (original) => {
  const { keepLines } = await import('../../../../support/log-lines.ts');
  return keepLines(await original());
});

const TAKEN = { authorization: 'Bearer x=', 'x-tenant.a_1': '~ shop', host: 'collector' };
const VARIABLE = 'OTEL_EXPORTER_OTLP_HEADERS';

beforeEach(() => {
  logLines.length = 0;
});

it('is what gRPC takes', () => {
  expect(metadataOf(TAKEN, { otlpHeaders: VARIABLE })).toEqual(TAKEN);
  expect(logLines).toEqual([]);
});

it('leaves out the rest, and says so without a name or a value of it', async () => {
  const rest = { 'canary-bin': 'CANARY', 'canary|': 'CANARY', upgrade: 'CANARY', a: 'CANÄRY' };
  const faults = await faultsDuring(() => {
    expect(metadataOf({ ...rest, ...TAKEN }, { otlpHeaders: VARIABLE })).toEqual(TAKEN);
  });
  expect(faults).toEqual({ configuration_error: 1 });
  expect(logLines).toEqual([
    `[otel-metrics] ${VARIABLE}: gRPC does not take 4 of 7 headers (names that end in -bin, are of a connection, or have more than letters, digits, -, _ and .; values beyond ASCII); left out\n`,
  ]);
});
