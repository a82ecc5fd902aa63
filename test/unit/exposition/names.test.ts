import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricName } from '../../../src/exposition/names.ts';
import type { FamilyKind } from '../../../src/store/descriptor.ts';

/** OpenTelemetry name, unit, kind → Prometheus name. */
const CASES: readonly [name: string, unit: string, kind: FamilyKind, expected: string][] = [
  // The conventions' own.
  ['http.server.request.duration', 's', 'histogram', 'http_server_request_duration_seconds'],
  ['http.server.active_requests', '{request}', 'up-down-counter', 'http_server_active_requests'],
  ['nodejs.eventloop.utilization', '1', 'gauge', 'nodejs_eventloop_utilization_ratio'],
  ['process.cpu.time', 's', 'counter', 'process_cpu_time_seconds_total'],
  ['v8js.memory.heap.used', 'By', 'up-down-counter', 'v8js_memory_heap_used_bytes'],
  ['cache.size', 'By', 'gauge', 'cache_size_bytes'],
  // Units.
  ['latency', 'ms', 'gauge', 'latency_milliseconds'],
  ['heat', 'Cel', 'gauge', 'heat_celsius'],
  ['load', '%', 'gauge', 'load_percent'],
  ['io', 'By/s', 'gauge', 'io_bytes_per_second'],
  ['speed', 'm/s', 'gauge', 'speed_meters_per_second'],
  ['requests', '{request}/s', 'gauge', 'requests_per_second'],
  ['requests', '1/s', 'gauge', 'requests_per_second'],
  ['sent', 'By{wire}', 'counter', 'sent_bytes_total'],
  ['sent', 'By/{packet}', 'gauge', 'sent_bytes'],
  ['rotation', '1/m', 'gauge', 'rotation_per_minute'],
  ['blood', '10*3/uL', 'gauge', 'blood_10_3_per_uL'],
  ['size', 'furlong', 'gauge', 'size_furlong'],
  ['odd', '{open', 'gauge', 'odd_open'],
  ['odd', 'constructor', 'gauge', 'odd_constructor'],
  // `1` is a ratio on gauges only.
  ['items', '1', 'counter', 'items_total'],
  ['items', '1', 'up-down-counter', 'items'],
  ['items', '1', 'histogram', 'items'],
  // No suffix twice.
  ['jobs_total', '', 'counter', 'jobs_total'],
  ['jobs.total', '{job}', 'counter', 'jobs_total'],
  ['time_seconds', 's', 'gauge', 'time_seconds'],
  ['time_seconds_total', 's', 'counter', 'time_seconds_total'],
  ['time.total', 's', 'counter', 'time_seconds_total'],
  ['hit_ratio', '1', 'gauge', 'hit_ratio'],
  ['io_bytes_per_second', 'By/s', 'gauge', 'io_bytes_per_second'],
  ['io_bytes', 'By/s', 'gauge', 'io_bytes_per_second'],
  ['seconds', 's', 'gauge', 'seconds'],
  // A suffix is a whole word at the end.
  ['nanoseconds', 's', 'gauge', 'nanoseconds_seconds'],
  ['seconds_before_birthday', 's', 'gauge', 'seconds_before_birthday_seconds'],
  ['total_requests', '', 'counter', 'total_requests_total'],
  ['jobs_total', '', 'gauge', 'jobs_total'],
  // Characters.
  ['a.b-c/d e', '', 'gauge', 'a_b_c_d_e'],
  ['a..b__c', '', 'gauge', 'a_b_c'],
  ['app:queue', '', 'gauge', 'app:queue'],
  ['wait.', 's', 'gauge', 'wait_seconds'],
  ['größe', 'By', 'gauge', 'gr_e_bytes'],
  ['9lives', '', 'gauge', '_9lives'],
  ['', '', 'gauge', '_'],
  ['', 's', 'counter', '_seconds_total'],
  ['日本語', '', 'gauge', '_'],
];

describe('metricName', () => {
  it.each(CASES)('%j with unit %j as %s is %s', (name, unit, kind, expected) => {
    expect(metricName({ name, unit, kind }, '')).toBe(expected);
  });

  it('puts the prefix before the name, before it looks at its characters', () => {
    expect(metricName({ name: 'orders', unit: '', kind: 'counter' }, 'shop_')).toBe(
      'shop_orders_total',
    );
    expect(metricName({ name: '9lives', unit: '', kind: 'gauge' }, 'cat_')).toBe('cat_9lives');
  });

  it('gives a valid name for any text, and the same again for what it gave', () => {
    const kinds = fc.constantFrom<FamilyKind>('counter', 'gauge', 'histogram', 'up-down-counter');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), kinds, (name, unit, kind) => {
        const result = metricName({ name, unit, kind }, '');
        expect(result).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
        expect(result).not.toContain('__');
        expect(metricName({ name: result, unit, kind }, '')).toBe(result);
      }),
    );
  });
});
